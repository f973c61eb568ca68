// What people paste, as references to look up; and references as text, for links. Pure.

/**
 * @typedef {{trackingNumber?: string, carrier?: string, labelId?: string}} Ref
 *   A `ShipmentRef` of the gateway's schema.
 */

/** References that are taken at the most; more than that is no list for a page. */
export const MOST = 10_000;

// As the gateway takes them: 4 to 40 characters.
const PLAUSIBLE = /^[A-Z0-9][A-Z0-9_-]{3,39}$/;
const LABEL = /^se(-[a-z0-9]+)+$/;
const DATE = /^\d{4}-\d\d-\d\d(T.*)?$/;

// Marks without a width, which come along when something is copied from a message.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const SEPARATORS = /[,;|\t"'`<>()[\]{}/\\?&=#*]+/;

/**
 * Read references from any text.
 *
 * Separators may be of any kind. A blank separates too, unless it stands in the groups by which
 * numbers are printed (`9205 5901 6491 7312 7510 89`). A carrier is `ups:1Z…`, or a word of the same
 * line: as many carriers as numbers are pairs, a single one before or behind all numbers is for all of
 * them, and otherwise a carrier is for the numbers that follow it. `se-…+ups:1Z…` is one parcel by its
 * label and its number.
 *
 * @param {string} text
 * @param {(word: string) => string|undefined} carrierOf the code of the carrier that a word names
 * @returns {{refs: Ref[], repeated: number, refused: string[], tooMany: number}} `refs` in the order
 *   of the text, each once; how many more stood there again; the pieces that are no reference; and
 *   how many were beyond `MOST`
 */
export function parse(text, carrierOf) {
  const refs = new Map();
  const refused = [];
  let repeated = 0;
  let tooMany = 0;
  for (const line of text.replace(INVISIBLE, "").split(/[\r\n]+/)) {
    const read = readLine(line, carrierOf);
    refused.push(...read.refused);
    for (const ref of read.refs) {
      const name = identity(ref);
      if (refs.has(name)) repeated += 1;
      else if (refs.size >= MOST) tooMany += 1;
      else refs.set(name, ref);
    }
  }
  return { refs: [...refs.values()], repeated, refused, tooMany };
}

/** Write a reference as `parse` reads it. */
export function write({ trackingNumber, carrier, labelId }) {
  const number = carrier && trackingNumber ? `${carrier}:${trackingNumber}` : trackingNumber;
  return [labelId, number].filter(Boolean).join("+");
}

/** Name what a reference means: equal for references that differ in blanks, dashes and case. */
export function identity(ref) {
  const number = ref.trackingNumber?.toUpperCase().replace(/[\s-]/g, "");
  return write({ ...ref, trackingNumber: number, labelId: ref.labelId?.toLowerCase() });
}

/** Write a carrier's code or name so that case, blanks and dashes don't matter. */
export function squashed(word) {
  return word.toLowerCase().replace(/[\s_-]/g, "");
}

function readLine(line, carrierOf) {
  const tokens = line.split(SEPARATORS).flatMap((piece) => readPiece(piece, carrierOf));
  const unbound = new Set(tokens.filter((token) => token.kind === "number" && !token.ref.carrier));
  const carriers = tokens.filter((token) => token.kind === "carrier");
  if (carriers.length) {
    // Beside a carrier, capitals alone are a number as well, as in Shippo's test numbers.
    for (const token of tokens.filter((each) => each.kind === "capitals")) {
      token.kind = "number";
      unbound.add(token);
    }
  }
  if (carriers.length === unbound.size) {
    const ordered = tokens.filter((token) => unbound.has(token));
    ordered.forEach((token, place) => (token.ref.carrier = carriers[place].code));
  } else if (carriers.length === 1 && !isBetween(carriers[0], tokens, unbound)) {
    for (const token of unbound) token.ref.carrier = carriers[0].code;
  } else {
    giveToFollowers(tokens, unbound);
  }
  return {
    refs: tokens.filter((token) => token.kind === "number" || token.kind === "label").map((token) => token.ref),
    refused: tokens.filter((token) => token.kind === "other" || token.kind === "capitals").map((token) => token.word),
  };
}

function isBetween(carrier, tokens, numbers) {
  const place = tokens.indexOf(carrier);
  const before = tokens.slice(0, place).filter((token) => numbers.has(token)).length;
  return before > 0 && before < numbers.size;
}

function giveToFollowers(tokens, unbound) {
  let carrier;
  for (const token of tokens) {
    if (token.kind === "carrier") carrier = token.code;
    else if (carrier && unbound.has(token)) token.ref.carrier = carrier;
  }
}

/** Read what stands between two separators: words, and groups of one number. */
function readPiece(piece, carrierOf) {
  const whole = piece.trim();
  const named = whole.includes(" ") && carrierOf(whole);
  if (named) return [{ kind: "carrier", code: named }];
  const tokens = [];
  let groups = [];
  const flush = () => {
    if (groups.length) tokens.push(...readGroups(groups));
    groups = [];
  };
  for (const word of piece.split(/\s+/).filter(Boolean)) {
    if (isGroup(word) && !carrierOf(word)) {
      groups.push(word);
    } else {
      flush();
      tokens.push(readWord(word, carrierOf));
    }
  }
  flush();
  return tokens;
}

const isGroup = (word) => /^[A-Za-z0-9]{1,6}$/.test(word);

/** Read short words in a row: one number that is printed in groups, or words of no meaning here. */
function readGroups(groups) {
  const joined = groups.join("").toUpperCase();
  const digits = joined.replace(/\D/g, "").length;
  const isNumber = digits >= 4 && joined.length >= 6 && digits * 2 >= joined.length && PLAUSIBLE.test(joined);
  if (isNumber) return [{ kind: "number", ref: { trackingNumber: joined } }];
  return groups.map(readShort);
}

function readShort(word) {
  return PLAUSIBLE.test(word) && /^[A-Z]+$/.test(word) ? capitals(word) : { kind: "other", word };
}

const capitals = (word) => ({ kind: "capitals", word, ref: { trackingNumber: word } });

function readWord(word, carrierOf) {
  const bound = /^(?:(se-[^+]*)\+)?([^:+]+):([^:+]+)$/i.exec(word);
  if (bound) return readBound(word, bound, carrierOf);
  const bare = word.replace(/^[.:+!]+|[.:+!]+$/g, "");
  const named = carrierOf(bare);
  if (named) return { kind: "carrier", code: named };
  if (LABEL.test(bare.toLowerCase())) return { kind: "label", ref: { labelId: bare.toLowerCase() } };
  const number = bare.toUpperCase();
  if (PLAUSIBLE.test(number) && !DATE.test(bare)) {
    if (/\d.*\d.*\d.*\d/.test(number)) return { kind: "number", ref: { trackingNumber: number } };
    if (bare === number) return capitals(number);
  }
  return { kind: "other", word };
}

function readBound(word, [, label, name, number], carrierOf) {
  const [carrier, trackingNumber] = [carrierOf(name), number.toUpperCase()];
  if (!carrier || !PLAUSIBLE.test(trackingNumber)) return { kind: "other", word };
  const ref = { trackingNumber, carrier };
  if (label) ref.labelId = label.toLowerCase();
  return { kind: "number", ref };
}
