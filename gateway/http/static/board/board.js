// The board: wires the page to the parcels. Whatever is said on it comes from words.js.

import { parcelCard, refusedCard, tellAges, waitingCard } from "./card.js";
import { element } from "./element.js";
import { Gateway } from "./gateway.js";
import { Groups, needsALook } from "./groups.js";
import { readLink, writeLink } from "./link.js";
import { Parcels } from "./parcels.js";
import { plain } from "./reading.js";
import { parse, squashed, write } from "./references.js";
import { FIRST, offerSamples } from "./samples.js";
import { report } from "./taken.js";
import { doing, page, taken } from "./words.js";

/** Milliseconds after which the ages of answers are told anew. */
const AGES_TOLD = 30_000;

const byId = (id) => document.getElementById(id);
const facts = JSON.parse(byId("facts").textContent);
const gateway = new Gateway(facts.documentId, new URL("graphql", document.baseURI));
const parcels = new Parcels(gateway, facts.maxBatchSize, {
  asking,
  changed,
  settled,
  away,
  keyNeeded,
});

/** The list item of each parcel that is shown. */
const items = new Map();
const groups = new Groups(byId("groups"));

// --- Words and carriers --------------------------------------------------------------------------

for (const each of document.querySelectorAll("[data-words]")) {
  each.textContent = page[each.dataset.words];
}
document.title = page.name;
byId("text").placeholder = page.askPlaceholder;
byId("groups").setAttribute("aria-label", page.filters);

const carrierCodes = new Map(
  facts.carriers.flatMap(({ code, name, codes }) => [...codes, name, code].map((word) => [squashed(word), code])),
);
const carrierOf = (word) => carrierCodes.get(squashed(word));
const providerName = (code) => parcels.providerNames.get(code) ?? code;

// --- Asking --------------------------------------------------------------------------------------

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const read = parse(byId("text").value, carrierOf);
  const known = put(read.refs);
  byId("taken").textContent = report(read, known);
  if (read.refs.length) byId("text").value = "";
});

byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    byId("ask").requestSubmit();
  }
});

/** Put references on the board and into the link; return how many were there already. */
function put(refs) {
  const known = parcels.add(refs);
  layOut();
  link();
  return known;
}

// --- The list ------------------------------------------------------------------------------------

/** Give every parcel that is shown its place in the list, and say what else there is. */
function layOut() {
  let next = null;
  for (const parcel of [...parcels.shown].reverse()) {
    if (!items.has(parcel)) {
      items.set(parcel, element("li", {}, cardOf(parcel, false)));
      byId("cards").insertBefore(items.get(parcel), next);
    }
    next = items.get(parcel);
  }
  groups.show(items);
  const held = parcels.held.length;
  byId("more-box").hidden = !held;
  byId("more").textContent = taken.more(Math.min(held, parcels.maxBatchSize), held);
  byId("more-text").textContent = taken.chunks(parcels.maxBatchSize);
  byId("tools").hidden = byId("cards").hidden = !items.size;
  byId("empty").hidden = items.size > 0;
}

function cardOf(parcel, isOpen) {
  const context = {
    providerName,
    carriers: facts.carriers,
    check: () => parcels.check(parcel),
    remove: () => remove(parcel),
    name: (carrier) => rename(parcel, carrier),
  };
  if (parcel.lookup) return parcelCard(parcel.asked, parcel.lookup, context, isOpen);
  if (parcel.refusal) return refusedCard(parcel.asked, doing.refused(parcel.refusal), context);
  return waitingCard(parcel.asked, context);
}

function redraw(parcel) {
  const item = items.get(parcel);
  if (!item) return;
  const isOpen = item.querySelector(".history")?.open ?? false;
  const focused = item.contains(document.activeElement) ? document.activeElement.dataset.does : null;
  item.replaceChildren(cardOf(parcel, isOpen));
  if (focused) item.querySelector(`[data-does="${focused}"]`)?.focus();
}

function remove(parcel) {
  const item = items.get(parcel);
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  drop([parcel]);
  say(doing.removed(parcel.asked));
  (neighbour?.querySelector('[data-does="remove"]') ?? byId("text")).focus();
}

function rename(parcel, carrier) {
  const ref = { ...parcel.ref, carrier };
  Object.assign(parcel, { ref, asked: write(ref), lookup: null });
  redraw(parcel);
  parcels.check(parcel);
  link();
}

/** Take parcels off the board; `isStep` as for `writeLink`. */
function drop(gone, isStep = false) {
  parcels.remove(gone);
  for (const parcel of gone) {
    items.get(parcel)?.remove();
    items.delete(parcel);
  }
  layOut();
  link(isStep);
}

byId("more").addEventListener("click", () => {
  const [first] = parcels.held;
  parcels.more();
  layOut();
  items.get(first)?.querySelector("button")?.focus();
});
byId("refresh").addEventListener("click", () => parcels.refresh());
byId("clear").addEventListener("click", () => {
  drop(parcels.all, true);
  byId("taken").textContent = "";
  byId("text").focus();
});
byId("skip").addEventListener("click", (event) => {
  // The fragment belongs to the parcels.
  event.preventDefault();
  byId("cards").focus();
});

// --- What the parcels tell -----------------------------------------------------------------------

const say = (text) => (byId("doing").textContent = text);

function asking(count) {
  byId("cards").setAttribute("aria-busy", "true");
  say(doing.asking(count));
}

function changed(answered) {
  performance.mark("board:answered");
  byId("trouble").hidden = true;
  if (!byId("key").hidden) {
    byId("key").hidden = true;
    byId("cards").focus();
  }
  for (const parcel of answered) redraw(parcel);
  groups.show(items);
  // When the page has been laid out and the reader can use it.
  requestAnimationFrame(() => setTimeout(() => performance.measure("board:shown", "board:answered")));
}

function settled(count) {
  byId("cards").removeAttribute("aria-busy");
  byId("forget-key").hidden = !gateway.key;
  say(count ? doing.done(count, parcels.shown.filter(needsALook).length) : "");
}

function away(seconds, isBusy) {
  const kept = parcels.shown.some((parcel) => parcel.lookup) ? doing.kept : "";
  const what = isBusy ? doing.busy : doing.unreachable;
  byId("trouble-text").textContent = [what, doing.again(seconds), kept].join(" ");
  byId("trouble").hidden = false;
  say("");
}

byId("try-now").addEventListener("click", () => parcels.resume());
window.addEventListener("online", () => parcels.resume());

setInterval(() => tellAges(byId("cards")), AGES_TOLD);

// --- The key -------------------------------------------------------------------------------------

function keyNeeded(message) {
  say("");
  byId("trouble").hidden = true;
  byId("key-wrong").textContent = gateway.key ? plain(message) : "";
  gateway.useKey("");
  byId("key").hidden = false;
  byId("key-value").value = "";
  byId("key-value").focus();
}

byId("key").addEventListener("submit", (event) => {
  event.preventDefault();
  gateway.useKey(byId("key-value").value.trim());
  parcels.resume();
});

byId("forget-key").addEventListener("click", () => {
  gateway.useKey("");
  byId("forget-key").hidden = true;
  byId("text").focus();
});

// --- The link ------------------------------------------------------------------------------------

const link = (isStep) => writeLink(parcels.all.map((parcel) => parcel.asked), isStep);

/** Read the references of the link; say so where it has something else. */
function refsOfLink() {
  const { refs } = parse(readLink(), carrierOf);
  byId("taken").textContent = location.hash.length > 1 && !refs.length ? taken.nothingInLink : "";
  return refs;
}

byId("copy").addEventListener("click", async () => {
  if (!link()) return say(doing.tooLong);
  try {
    await navigator.clipboard.writeText(location.href);
    return say(doing.copied);
  } catch {
    return say(doing.notCopied);
  }
});

window.addEventListener("hashchange", () => {
  const refs = refsOfLink();
  parcels.remove(parcels.all);
  byId("cards").replaceChildren();
  items.clear();
  put(refs);
});

// --- Start ---------------------------------------------------------------------------------------

byId("ide").hidden = !facts.hasIde;
byId("mode").hidden = byId("samples").hidden = !facts.samples;
document.querySelector("main").classList.toggle("with-samples", Boolean(facts.samples));
const linked = refsOfLink();
if (facts.samples) {
  offerSamples(byId("samples"), facts.samples, put);
  byId("samples").open = matchMedia("(min-width: 72rem)").matches;
}
if (linked.length || !facts.samples) {
  put(linked);
} else {
  parcels.add(FIRST);
  layOut();
}
byId("forget-key").hidden = !gateway.key;
