// What the page says of what was pasted.

import { MOST } from "./references.js";
import { taken } from "./words.js";

/** How many pieces are named when they are left out, and how many characters of each. */
const PIECES_SHOWN = 5;
const PIECE_SHOWN = 24;

/**
 * Say what was taken of a text, and what was not.
 *
 * @param {ReturnType<typeof import("./references.js").parse>} read
 * @param {number} known how many were on the board already
 */
export function report({ refs, repeated, refused, tooMany }, known) {
  const parts = [refs.length ? taken.refs(refs.length) : taken.nothing];
  if (repeated) parts.push(taken.repeated(repeated));
  if (known) parts.push(taken.known(known));
  if (tooMany) parts.push(taken.tooMany(tooMany, MOST));
  if (refused.length && refs.length) {
    parts.push(taken.refused(refused.length, refused.slice(0, PIECES_SHOWN).map(shortened)));
  }
  return parts.join(" ");
}

const shortened = (piece) => (piece.length > PIECE_SHOWN ? `${piece.slice(0, PIECE_SHOWN)}…` : piece);
