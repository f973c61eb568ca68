// Narrows the board to one group of its parcels.

import { element } from "./element.js";
import { groups as words } from "./words.js";

const ALL = "ALL";

/** Name the group of a parcel; null while it has no answer. */
export function groupOf({ lookup, refusal }) {
  if (!lookup) return refusal ? "MISSING" : null;
  const stage = lookup.shipment?.status.stage ?? "MISSING";
  return stage in words ? stage : "UNKNOWN";
}

/** Say whether somebody should look at a parcel. */
export const needsALook = (parcel) => ["PROBLEM", "MISSING"].includes(groupOf(parcel));

export class Groups {
  #chosen = ALL;
  #items = new Map();

  /** @param {HTMLElement} box where the buttons go */
  constructor(box) {
    this.box = box;
  }

  /**
   * Offer the groups that there are, and hide every item that is not in the chosen one.
   *
   * @param {Map<import("./parcels.js").Parcel, HTMLElement>} items
   */
  show(items) {
    this.#items = items;
    const members = Map.groupBy(items.keys(), groupOf);
    const present = Object.keys(words).filter((name) => members.has(name));
    if (!present.includes(this.#chosen)) this.#chosen = ALL;
    const focused = document.activeElement?.dataset.group;
    const all = this.#button(ALL, items.size);
    const others = present.map((name) => this.#button(name, members.get(name).length));
    this.box.replaceChildren(...(others.length > 1 ? [all, ...others] : []));
    if (focused) this.box.querySelector(`[data-group="${focused}"]`)?.focus();
    for (const [parcel, item] of items) item.hidden = ![ALL, groupOf(parcel)].includes(this.#chosen);
  }

  #button(name, count) {
    const onclick = () => {
      this.#chosen = name;
      this.show(this.#items);
    };
    const pressed = String(name === this.#chosen);
    const attributes = { type: "button", "data-group": name, "aria-pressed": pressed, onclick };
    return element("button", attributes, words.count(words[name], count));
  }
}
