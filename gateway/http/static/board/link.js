// The board in the page's address, so that it can be shared and found again.
//
// It stands in the fragment, which browsers send to nobody: no server's log has the numbers.

/** Characters of a fragment at the most; longer ones get lost on the way. */
const LONGEST = 8_000;

/**
 * Write what is on the board into the page's address.
 *
 * @param {string[]} asked references as text
 * @param {boolean} isStep whether going back in the browser should undo this
 * @returns {boolean} whether it fits; an address without any of it is written otherwise
 */
export function writeLink(asked, isStep = false) {
  const fragment = asked.map(encodeURI).join(",");
  const fits = fragment.length <= LONGEST;
  const here = location.pathname + location.search;
  const address = fits && fragment ? `${here}#${fragment}` : here;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  return fits;
}

/** Read the text that stands in the address; "" where there is none, or none that can be read. */
export function readLink() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
