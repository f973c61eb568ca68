// The card of one parcel.

import * as dates from "./dates.js";
import { element, icon, spoken } from "./element.js";
import { historyOf } from "./history.js";
import { arrival, plain, progress, remarks } from "./reading.js";
import { card as words, history, missing, outcomes, steps } from "./words.js";

/**
 * @typedef {Object} Context what a card is made with
 * @property {(code: string) => string} providerName
 * @property {{code: string, name: string}[]} carriers for parcels whose carrier has to be named
 * @property {() => void} check look this parcel up again
 * @property {() => void} remove
 * @property {(carrier: string) => void} name look it up with this carrier
 */

const ICONS = { problem: "alert", warning: "clock", conflict: "differ", info: "info" };
const OUTCOME_ICONS = { OK: "check", STALE: "clock", NOT_FOUND: "cross", FAILED: "alert", SKIPPED: "cross" };

/** Make the card of a parcel that is being looked up; `asked` is what was asked for. */
export function waitingCard(asked, { remove }) {
  return element(
    "article",
    { class: "card waiting", "aria-label": asked },
    head(asked, "", null),
    element("p", { class: "status" }, words.waiting),
    bar(0, false),
    element("footer", {}, element("span", {}), actions(asked, { remove })),
  );
}

/** Make the card of a parcel that the gateway refused to look up, and say why. */
export function refusedCard(asked, message, context) {
  return plainCard(asked, words.notAsked, [element("p", { class: "note problem" }, icon("alert"), message)], context);
}

/**
 * Make the card of a parcel that was looked up.
 *
 * @param {string} asked what was asked for
 * @param {Object} lookup a `ShipmentLookup` of `board.graphql`
 * @param {Context} context
 * @param {boolean} isOpen whether its history is open
 */
export function parcelCard(asked, lookup, context, isOpen) {
  return lookup.shipment
    ? shipmentCard(lookup.shipment, context, isOpen)
    : missingCard(asked, lookup, context);
}

function shipmentCard(shipment, context, isOpen) {
  const { providerName } = context;
  const { status, carrier, trackingNumber, trackingUrl, events, sources } = shipment;
  const name = [carrier?.name, trackingNumber].filter(Boolean).join(" ");
  const { step, stopped } = progress(shipment);
  const notes = remarks(shipment, providerName);
  return element(
    "article",
    { class: "card", "data-stage": status.stage, "aria-label": `${name}: ${status.title}` },
    head(trackingNumber, carrier?.name ?? words.unknownCarrier, trackingUrl),
    element("p", { class: "status" }, status.title),
    arrivalOf(shipment, providerName),
    bar(step, stopped),
    notes.length > 0 && element("ul", { class: "notes" }, ...notes.map(note)),
    newest(events[0]),
    historyOf(shipment, providerName, isOpen),
    element(
      "footer",
      {},
      element("ul", { class: "badges" }, ...sources.map((source) => badge(source, providerName))),
      actions(name, context),
    ),
  );
}

function head(number, carrier, address) {
  // The gateway takes carriers' pages from its own table; an address of another kind is no link.
  const isLink = /^https?:\/\//.test(address ?? "");
  const link =
    isLink &&
    element(
      "a",
      { href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": words.carrierPage(carrier) },
      carrier,
      icon("out"),
    );
  return element(
    "header",
    {},
    element("h3", {}, number),
    element("p", { class: "carrier" }, link || carrier),
  );
}

function arrivalOf(shipment, providerName) {
  const { text, details, late } = arrival(shipment, providerName);
  if (!text && !details.length) return null;
  return element(
    "p",
    { class: late ? "arrival late" : "arrival" },
    element("strong", {}, text),
    details.length > 0 && element("small", {}, details.join(" · ")),
  );
}

/** The progress bar; `step` is 0 where it is not known how far the parcel has come. */
function bar(step, stopped) {
  const name = steps[step - 1];
  const label = step
    ? (stopped ? words.stopped : words.step)(step, name)
    : stopped ? words.lost : words.noStep;
  const segments = steps.map((each, place) => {
    const state = place + 1 < step ? "past" : place + 1 === step ? "now" : "ahead";
    return element("span", { class: state }, element("i"), each);
  });
  return element("div", { class: stopped ? "bar stopped" : "bar", role: "img", "aria-label": label }, ...segments);
}

function note({ kind, text }) {
  return element("li", { class: `note ${kind}` }, icon(ICONS[kind]), element("span", {}, text));
}

function newest(event) {
  if (!event) return null;
  const { occurredAt, occurredAtLocal, description, status, location } = event;
  const when = occurredAtLocal ? dates.localMoment(occurredAtLocal) : occurredAt && dates.moment(occurredAt);
  const zone = when && (occurredAtLocal ? history.local : history.yours);
  return element(
    "p",
    { class: "newest" },
    element("span", { class: "what" }, description || status?.title || history.noText),
    element("span", { class: "where" }, [location?.formatted, when && `${when} ${zone}`].filter(Boolean).join(" · ")),
  );
}

function badge({ provider, outcome, fetchedAt }, providerName) {
  const age = outcome === "OK" && fetchedAt && element("span", { "data-since": fetchedAt }, dates.age(fetchedAt));
  return element(
    "li",
    { class: "badge", "data-outcome": outcome },
    icon(OUTCOME_ICONS[outcome] ?? "info"),
    element("b", {}, providerName(provider)),
    " ",
    age || (outcomes[outcome] ?? outcome),
  );
}

/** Say anew how old the answers are that `cards` show. */
export function tellAges(cards) {
  for (const each of cards.querySelectorAll("[data-since]")) each.textContent = dates.age(each.dataset.since);
}

function actions(name, { check, remove }) {
  return element(
    "div",
    { class: "actions" },
    check && action("check", check, words.check, words.checkOf(name), "refresh"),
    action("remove", remove, words.remove, words.removeOf(name), "cross"),
  );
}

/** `does` is what a button is found by again when its card is made anew. */
function action(does, onclick, title, label, picture) {
  const attributes = { type: "button", class: "icon-button", "data-does": does, title, "aria-label": label };
  return element("button", { ...attributes, onclick }, icon(picture));
}

// --- Cards without a shipment --------------------------------------------------------------------

function missingCard(asked, { key, errors }, context) {
  const main = errors.find((error) => error.code !== "NOT_FOUND") ?? errors[0];
  const title = missing[main?.code] ?? missing.otherwise;
  const kind = main?.code === "NOT_FOUND" ? "info" : main?.code === "CARRIER_REQUIRED" ? "warning" : "problem";
  const notes = errors.map((error) => note({ kind, text: [plain(error.message), retryHint(error)].filter(Boolean).join(" ") }));
  const parts = [element("ul", { class: "notes" }, ...notes)];
  if (main?.code === "CARRIER_REQUIRED") parts.push(carrierChoice(asked, context));
  const carrier = context.carriers.find(({ code }) => code === key.carrierCode)?.name;
  return plainCard(key.trackingNumber ?? key.labelId ?? asked, title, parts, context, carrier);
}

function retryHint({ retryable, retryAfterSeconds }) {
  if (!retryable) return "";
  return retryAfterSeconds ? missing.retryAfter(retryAfterSeconds) : missing.retryable;
}

function plainCard(asked, title, parts, context, carrier = "") {
  return element(
    "article",
    { class: "card missing", "aria-label": `${asked}: ${title}` },
    head(asked, carrier, null),
    element("p", { class: "status" }, title),
    ...parts,
    element("footer", {}, element("span", {}), actions(asked, context)),
  );
}

function carrierChoice(asked, { carriers, name }) {
  const select = element(
    "select",
    { required: true },
    element("option", { value: "" }, missing.choose),
    ...carriers.map(({ code, name: carrier }) => element("option", { value: code }, carrier)),
  );
  const onsubmit = (event) => {
    event.preventDefault();
    name(select.value);
  };
  return element(
    "form",
    { class: "carrier-choice", onsubmit },
    element("label", {}, missing.chooseCarrier, spoken(` ${asked}`), select),
    element("button", { type: "submit" }, missing.useCarrier),
  );
}
