// The catalogue of the sandbox's parcels, to pick from.

import { element } from "./element.js";
import { identity, write } from "./references.js";
import { page, samples as words } from "./words.js";

/** What the board shows in front of the sandbox before anybody has asked for anything. */
export const FIRST = [
  { labelId: "se-both-today" },
  { labelId: "se-both-transit" },
  { labelId: "se-both-disagree" },
  { labelId: "se-both-delivered" },
  { labelId: "se-detail-parcel-lost" },
  { labelId: "se-both-returned" },
  { labelId: "se-faultsp-down", carrier: "ups", trackingNumber: "FAULTSPDOWN" },
  { carrier: "usps", trackingNumber: "9205590164917312751089" },
  { trackingNumber: "1234567890" },
];

/**
 * Fill the panel with the catalogue.
 *
 * @param {HTMLDetailsElement} panel
 * @param {Object[]} samples each with `labelId`, `carrier`, `trackingNumber`, `title` and `kind`
 * @param {(refs: import("./references.js").Ref[]) => void} pick
 */
export function offerSamples(panel, samples, pick) {
  const kinds = Object.keys(words.kinds).map((kind) => group(kind, samples.filter((each) => each.kind === kind), pick));
  const nothing = element("p", { class: "quiet", role: "status" });
  const search = element("input", { type: "search", "aria-label": page.samplesSearch, placeholder: page.samplesSearch });
  search.addEventListener("input", () => {
    const found = narrow(kinds, search.value.trim().toLowerCase());
    nothing.textContent = found ? "" : words.none;
  });
  panel.append(element("div", { class: "catalogue" }, search, nothing, ...kinds));
}

function group(kind, samples, pick) {
  const items = samples.map((sample) => offer(sample, pick));
  const onclick = () => pick(samples.filter((_, place) => !items[place].hidden).map(refOf));
  const showAll = element("button", { type: "button", class: "quiet-button", onclick }, words.showAll(samples.length));
  return element(
    "details",
    { name: "samples" },
    element("summary", {}, words.kinds[kind], element("small", {}, String(samples.length))),
    showAll,
    element("ul", {}, ...items),
  );
}

function offer(sample, pick) {
  const ref = refOf(sample);
  const onclick = () => pick([ref]);
  const button = element("button", { type: "button", onclick }, sample.title, element("small", {}, write(ref)));
  return element("li", { "data-found-by": `${sample.title} ${identity(ref)}`.toLowerCase() }, button);
}

/** A label says it all, but a failing provider is reached by the number as well. */
function refOf({ kind, labelId, carrier, trackingNumber }) {
  if (!labelId) return { carrier, trackingNumber };
  return kind === "fault" ? { labelId, carrier, trackingNumber } : { labelId };
}

/** Leave only what has the text in it; open every group that has some. */
function narrow(groups, text) {
  let found = 0;
  for (const each of groups) {
    let here = 0;
    for (const item of each.querySelectorAll("li")) {
      item.hidden = !item.dataset.foundBy.includes(text);
      if (!item.hidden) here += 1;
    }
    each.hidden = !here;
    each.querySelector("summary small").textContent = here;
    each.querySelector("button").textContent = words.showAll(here);
    // One of a name is open at a time; while there is a text, all are.
    if (text) each.removeAttribute("name");
    else each.setAttribute("name", "samples");
    each.open = Boolean(text && here);
    found += here;
  }
  return found;
}
