// What the board reads out of a shipment: how far it has come, when it arrives, and what is the
// matter with it. Pure, but for the reader's clock.

import * as dates from "./dates.js";
import { card, fields, history, notes, statuses, steps } from "./words.js";

const STEP = { ANNOUNCED: 1, MOVING: 3, ARRIVING: 4, DELIVERED: 5 };

/** The steps of the progress bar. */
export const STEPS = steps.length;

/**
 * Give the step of the progress bar that a status stands for: 1 to 5, or 0 where it has none.
 *
 * `MOVING` is two steps, since a parcel that was only handed over is worth telling from one on its way.
 */
export function stepOf(status) {
  if (status?.stage === "MOVING" && status.code === "ACCEPTED") return 2;
  return STEP[status?.stage] ?? 0;
}

/**
 * Say how far a shipment has come, and whether it stopped there.
 *
 * @returns {{step: number, stopped: boolean}} of one with a problem, the furthest step before it
 */
export function progress({ status, events }) {
  if (status.stage !== "PROBLEM") return { step: stepOf(status), stopped: false };
  // What came back after its delivery has not arrived any more.
  const reached = events.map((event) => Math.min(stepOf(event.status), STEPS - 1));
  return { step: Math.max(0, ...reached), stopped: true };
}

const NO_ARRIVAL = { text: "", details: [], late: false };

/**
 * Say when a shipment arrives or arrived, as honestly as it is known.
 *
 * @param {Object} shipment
 * @param {(code: string) => string} providerName
 * @returns {{text: string, details: string[], late: boolean}} one line, and what to know about it
 */
export function arrival(shipment, providerName) {
  const { status, deliveredAt, deliveryEstimate: estimate } = shipment;
  if (status.stage === "DELIVERED") return delivered(deliveredAt, shipment);
  // Whatever failed or went back arrives no more, whatever was expected once.
  const isHeld = status.stage === "PROBLEM";
  if (isHeld && status.code !== "EXCEPTION") return NO_ARRIVAL;
  if (!estimate) return isHeld ? NO_ARRIVAL : { ...NO_ARRIVAL, text: card.noDate };
  const late = dates.isOver(estimate.date);
  const say = late ? card.overdue : isHeld ? card.held : card.expected;
  const details = [
    estimate.precision === "DATE" ? card.dayOnly : card.moment,
    card.says(providerName(estimate.provider)),
    moved(estimate, shipment.originalDeliveryEstimate),
  ];
  return { text: say(written(estimate)), details: details.filter(Boolean), late };
}

function delivered(deliveredAt, { signedBy, events }) {
  const details = signedBy ? [card.signedBy(signedBy)] : [];
  if (!deliveredAt) return { ...NO_ARRIVAL, text: card.noDeliveryTime, details };
  const there = events.find((event) => event.occurredAt === deliveredAt)?.occurredAtLocal;
  const text = there ? dates.longLocalMoment(there) : dates.longMoment(deliveredAt);
  return { ...NO_ARRIVAL, text, details: [there ? history.local : card.moment, ...details] };
}

const written = (estimate) => (estimate.at ? dates.longMoment(estimate.at) : dates.day(estimate.date));

function moved(estimate, original) {
  if (!original || original.date === estimate.date) return null;
  return card.firstExpected(dates.dayAlone(original.date));
}

/**
 * List what is the matter with a shipment, the worst first.
 *
 * @returns {{kind: "problem"|"warning"|"conflict"|"info", text: string}[]}
 */
export function remarks(shipment, providerName) {
  return [
    ...problems(shipment.status),
    ...shipment.sources.flatMap((source) => sourceRemarks(source, providerName)),
    ...shipment.conflicts.map((conflict) => conflictRemark(conflict, providerName)),
    ...shipment.messages.map((text) => ({ kind: "info", text: notes.message(text) })),
  ];
}

function problems({ stage, title, description, exception, detail, actionRequired }) {
  const texts = [];
  if (stage === "PROBLEM") {
    const said = [exception, detail?.text, description].filter((text) => text && text !== title);
    texts.push(...new Set(said.slice(0, 1)));
  }
  if (actionRequired && stage !== "DELIVERED") texts.push(notes.actionRequired);
  return texts.map((text) => ({ kind: "problem", text }));
}

function sourceRemarks({ provider, outcome, fetchedAt, error }, providerName) {
  const [name, why] = [providerName(provider), plain(error?.message)];
  if (outcome === "FAILED") return [{ kind: "warning", text: notes.partial(name, why) }];
  if (outcome === "STALE") return [{ kind: "warning", text: notes.stale(name, dates.moment(fetchedAt), why) }];
  return [];
}

/** Write a message of the gateway without the marks round names of its API. */
export const plain = (message) => (message ?? "").replaceAll("`", "");

function conflictRemark({ field, claims }, providerName) {
  const said = claims.map(({ provider, value, chosen }) =>
    notes.claim(providerName(provider), claimed(field, value), chosen),
  );
  return { kind: "conflict", text: notes.conflict(fields[field] ?? field, said) };
}

function claimed(field, value) {
  if (field === "status") return statuses[value] ?? value;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dates.dayAlone(value);
  return /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? dates.moment(value) : value;
}
