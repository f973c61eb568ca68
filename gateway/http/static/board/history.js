// The history of a parcel: its events by days, and a map of the places that have coordinates.

import * as dates from "./dates.js";
import { element } from "./element.js";
import { card, history } from "./words.js";

/**
 * Make the part of a card that opens to the history; what is inside is made when it opens first.
 *
 * @param {Object} shipment its events newest first
 * @param {(code: string) => string} providerName
 * @param {boolean} isOpen
 */
export function historyOf(shipment, providerName, isOpen) {
  const { events } = shipment;
  if (!events.length) return element("p", { class: "quiet" }, history.none);
  const made = element("details", { class: "history" }, element("summary", { "data-does": "history" }, history.title(events.length)));
  made.addEventListener("toggle", () => fill(made, shipment, providerName), { once: true });
  made.open = isOpen;
  return made;
}

async function fill(made, shipment, providerName) {
  const { events, sources } = shipment;
  const several = sources.filter(({ outcome }) => outcome === "OK" || outcome === "STALE").length > 1;
  made.append(facts(shipment), timeline(events, several ? providerName : null));
  const places = placesOf(events);
  if (!places.length) return;
  // Most readers open no map: its outlines come when one does.
  const { routeMap } = await import("./map.js");
  made.querySelector("summary").after(routeMap(places));
}

/** Write on one line what else is known of the parcel. */
function facts({ origin, destination, serviceLevel, labelId, events }) {
  const [from, to] = [townOf(origin), townOf(destination)];
  const route = from && to ? card.route(from, to) : from ? card.from(from) : to && card.to(to);
  const parts = [route, serviceLevel?.name, labelId && card.label(labelId)].filter(Boolean);
  const clocks = events.some((event) => event.occurredAtLocal) && history.atPlace;
  return element("p", { class: "quiet" }, parts.join(" · "), parts.length > 0 && clocks && element("br"), clocks);
}

/** Write a place without its postal code, where that is a number. */
const townOf = (location) => location?.formatted.replace(/,? *[\d-]+$/, "");

/** List the places of a way, oldest first, each once in a row. */
function placesOf(events) {
  const places = [];
  for (const { location } of [...events].reverse()) {
    if (!location?.coordinates) continue;
    const place = { ...location.coordinates, name: townOf(location) };
    const last = places.at(-1);
    if (last?.latitude !== place.latitude || last?.longitude !== place.longitude) places.push(place);
  }
  return places;
}

/** `providerName` is null where all events are of one provider, and naming it tells nothing. */
function timeline(events, providerName) {
  const days = [];
  for (const event of events) {
    const day = dayOf(event);
    if (days.at(-1)?.day !== day) days.push({ day, events: [] });
    days.at(-1).events.push(event);
  }
  return element("div", { class: "timeline" }, ...days.map((each) => dayOfEvents(each, providerName)));
}

function dayOf({ occurredAt, occurredAtLocal }) {
  return occurredAtLocal?.slice(0, 10) ?? (occurredAt ? dates.dayOf(occurredAt) : null);
}

function dayOfEvents({ day, events }, providerName) {
  return element(
    "section",
    {},
    element("h4", {}, day ? dates.dayAlone(day) : history.undated),
    element("ol", {}, ...events.map((event) => entry(event, providerName))),
  );
}

function entry(event, providerName) {
  const { description, status, location, providers } = event;
  const place = location && [location.formatted, location.countryName].filter(Boolean).join(", ");
  return element(
    "li",
    { "data-stage": status?.stage },
    time(event),
    element(
      "div",
      {},
      element("p", { class: "what" }, description || status?.title || history.noText),
      place && element("p", { class: "where" }, place),
      providerName && providers.length === 1 && element("p", { class: "who" }, history.only(providerName(providers[0]))),
    ),
  );
}

/** Write when an event happened: by the clock at its place, else the reader's; and how well it is known. */
function time({ occurredAt, occurredAtLocal, timeConfidence }) {
  if (!occurredAt && !occurredAtLocal) return element("p", { class: "when" });
  const clock = occurredAtLocal ? dates.localTimeOf(occurredAtLocal) : dates.timeOf(occurredAt);
  const about = timeConfidence === "EXACT" ? "" : `${history.about} `;
  const doubt = { DERIVED: history.derived, BEST_EFFORT: history.bestEffort }[timeConfidence];
  return element(
    "p",
    { class: "when" },
    element("time", { datetime: occurredAt ?? occurredAtLocal }, about, clock),
    !occurredAtLocal && element("small", {}, [history.yours, doubt].filter(Boolean).join(", ")),
  );
}
