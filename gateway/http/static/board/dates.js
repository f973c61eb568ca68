// Days, moments and clock times as people read them, and no more precise than they are known.

import { LANGUAGE, times } from "./words.js";

const DAY = 86_400_000;

const weekday = { weekday: "long", day: "numeric", month: "long" };
const short = { weekday: "short", day: "numeric", month: "short" };
// 6:24 PM, but 08:24.
const { hour12 } = new Intl.DateTimeFormat(LANGUAGE, { hour: "numeric" }).resolvedOptions();
const clock = { hour: hour12 ? "numeric" : "2-digit", minute: "2-digit" };

// A formatter takes longer to make than to use.
const formats = new Map();

function written(at, options) {
  const name = JSON.stringify(options);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(LANGUAGE, options));
  return formats.get(name).format(at);
}

// A day or a clock time without a zone is put into UTC and written in UTC, so that it never shifts.
const unshifted = { timeZone: "UTC" };

/**
 * Write a day that has no zone, e.g. `2026-11-24`, beside what it is to the reader.
 *
 * @param {string} date ISO 8601
 */
export function day(date) {
  const alone = dayAlone(date);
  const away = Math.round((Date.parse(`${date}T00:00Z`) - startOfToday()) / DAY);
  const near = { "-1": times.yesterday, 0: times.today, 1: times.tomorrow }[away];
  return near ? near(alone) : alone;
}

/** Write a day without saying what it is to the reader. */
export function dayAlone(date) {
  const at = new Date(`${date}T12:00Z`);
  return written(at, { ...weekday, ...yearOf(at), ...unshifted });
}

/** Write a moment by the reader's own clock. */
export function moment(instant) {
  const at = new Date(instant);
  return written(at, { ...short, ...clock, ...yearOf(at) });
}

/** Write a moment by the reader's own clock, with the whole names of day and month. */
export function longMoment(instant) {
  const at = new Date(instant);
  return written(at, { ...weekday, ...clock, ...yearOf(at) });
}

/** Write a moment's time of day by the reader's own clock. */
export const timeOf = (instant) => written(new Date(instant), clock);

/** Write the time of day of a clock at another place, e.g. `2026-11-24T05:32:00`. */
export const localTimeOf = (local) => written(new Date(`${local}Z`), { ...clock, ...unshifted });

/** Write date and time of a clock at another place. */
export function localMoment(local) {
  const at = new Date(`${local}Z`);
  return written(at, { ...short, ...clock, ...yearOf(at), ...unshifted });
}

/** As `longMoment`, for a clock at another place. */
export function longLocalMoment(local) {
  const at = new Date(`${local}Z`);
  return written(at, { ...weekday, ...clock, ...yearOf(at), ...unshifted });
}

/** Give the reader's day of a moment, as ISO 8601. */
export function dayOf(instant) {
  const at = new Date(instant);
  const part = (value) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`;
}

/** Say whether a day without a zone is over everywhere on earth. */
export const isOver = (date) => Date.now() > Date.parse(`${date}T23:59:59-12:00`);

/** Write how long ago a moment was. */
export function age(instant) {
  const minutes = Math.floor((Date.now() - Date.parse(instant)) / 60_000);
  if (minutes < 1) return times.justNow;
  if (minutes < 60) return times.minutes(minutes);
  return minutes < 48 * 60 ? times.hours(Math.floor(minutes / 60)) : times.days(Math.floor(minutes / 1440));
}

function startOfToday() {
  return Date.parse(`${dayOf(Date.now())}T00:00Z`);
}

/** The year is worth writing where it is not this one. */
function yearOf(at) {
  return at.getUTCFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
}
