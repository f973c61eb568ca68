// Every English text of the board. Another language is another file of this kind.

/** The language of the texts, and so of the dates beside them: the reader's own English, if any. */
export const LANGUAGE = navigator.languages.find((each) => /^en\b/.test(each)) ?? "en-GB";

const number = (value) => value.toLocaleString(LANGUAGE);
const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const parcels = (count) => counted(count, "parcel");

/** What stands on the page from the start; the page names these texts in `data-words`. */
export const page = {
  skip: "Skip to the parcels",
  name: "Parcels",
  tagline: "Every carrier, one board",
  sandbox: "Sample data",
  ide: "GraphQL",
  askLabel: "Tracking numbers or label ids",
  askPlaceholder: "Paste numbers or a whole list",
  askHint: "Any separators; a carrier may stand beside its number.",
  ask: "Track",
  filters: "Show",
  refresh: "Refresh",
  copy: "Copy link",
  clear: "Clear",
  parcels: "Parcels",
  samples: "Sample parcels",
  samplesSearch: "Search the samples",
  emptyTitle: "No parcels yet",
  emptyText: "Paste one number or a thousand. The list stays in this page’s address, so that it can be shared.",
  keyTitle: "This gateway asks for a key",
  keyText: "It is kept until this tab is closed, and sent to this gateway only.",
  keyLabel: "Key",
  keyUse: "Use key",
  forgetKey: "Forget key",
  tryNow: "Try now",
};

/** What the page says of what was pasted. */
export const taken = {
  nothing: "There is no tracking number and no label id in this.",
  nothingInLink: "There is no tracking number and no label id in this link.",
  refs: (count) => `${parcels(count)} taken.`,
  repeated: (count) => `${number(count)} stood there again.`,
  known: (count) => `${number(count)} ${count === 1 ? "is" : "are"} on the board already.`,
  refused: (pieces, shown) =>
    `Left out ${counted(pieces, "piece")} that ${pieces === 1 ? "is" : "are"} no number or label id: ` +
    `${shown.join(", ")}${pieces > shown.length ? ", …" : "."}`,
  tooMany: (count, most) => `${number(count)} beyond the first ${number(most)} left out.`,
  more: (count, left) => `Look up the next ${number(count)} of ${number(left)}`,
  chunks: (most) => `A request takes ${parcels(most)} at the most; the others wait until you ask for them.`,
};

/** What the page says of its own doings. */
export const doing = {
  asking: (count) => `Looking up ${parcels(count)} …`,
  done: (count, problems) =>
    `${parcels(count)} looked up${problems ? `, ${counted(problems, "needs", "need")} a look` : ""}.`,
  unreachable: "The gateway can’t be reached.",
  busy: "The gateway asks for patience.",
  again: (seconds) => `Trying again in ${counted(seconds, "second")}.`,
  kept: "What is shown is what was known before.",
  refused: (message) => `The gateway refused the request: ${message}`,
  copied: "The link is copied.",
  notCopied: "The link is this page’s address.",
  tooLong: "These are too many parcels for a link.",
  removed: (name) => `${name} is off the board.`,
};

/** What stands on a card. */
export const card = {
  label: (id) => `Label ${id}`,
  unknownCarrier: "Carrier unknown",
  waiting: "Looking it up …",
  notAsked: "Not looked up.",
  carrierPage: (carrier) => `Open the page of ${carrier}`,
  check: "Check again",
  checkOf: (name) => `Check ${name} again`,
  remove: "Remove",
  removeOf: (name) => `Remove ${name}`,
  expected: (when) => `Expected ${when}`,
  overdue: (when) => `Was expected ${when}`,
  held: (when) => `Last expected ${when}`,
  noDate: "No delivery date yet",
  noDeliveryTime: "Nobody says when",
  dayOnly: "time of day unknown",
  moment: "your time",
  says: (provider) => `says ${provider}`,
  firstExpected: (when) => `first expected ${when}`,
  signedBy: (name) => `signed by ${name}`,
  route: (from, to) => `From ${from} to ${to}`,
  from: (place) => `From ${place}`,
  to: (place) => `To ${place}`,
  step: (step, name) => `Step ${step} of 5: ${name}`,
  noStep: "It is not known how far it has come",
  lost: "Stopped; it is not known how far it came",
  stopped: (step, name) => `Stopped at step ${step} of 5: ${name}`,
};

/** The steps of the progress bar, in order. */
export const steps = ["Announced", "Accepted", "On its way", "Arriving", "Delivered"];

/** Headlines of cards without a shipment, by the code of the error. */
export const missing = {
  NOT_FOUND: "No provider knows this parcel",
  CARRIER_REQUIRED: "Which carrier has it?",
  INVALID_REFERENCE: "This can’t be looked up",
  RATE_LIMITED: "The providers’ quota is spent",
  TIMEOUT: "The providers did not answer in time",
  UNAVAILABLE: "The providers can’t be reached",
  otherwise: "It could not be looked up",
  retryAfter: (seconds) => `Worth another try in ${counted(seconds, "second")}.`,
  retryable: "Worth another try later.",
  chooseCarrier: "Carrier",
  choose: "Choose …",
  useCarrier: "Look it up",
};

/** Notes on a card. */
export const notes = {
  actionRequired: "Somebody has to act before it can move on.",
  partial: (provider, why) => `${provider} did not answer, so something may be missing. ${why}`,
  stale: (provider, when, why) => `What ${provider} says is from ${when}. ${why}`,
  conflict: (field, claims) => `The providers disagree on ${field}: ${claims.join("; ")}.`,
  claim: (provider, value, chosen) => `${provider} says ${value}${chosen ? " (shown)" : ""}`,
  message: (text) => `Message of the provider: ${text}`,
};

/** Fields in which providers may contradict each other. */
export const fields = {
  trackingNumber: "the tracking number",
  carrier: "the carrier",
  status: "the status",
  shippedAt: "when it was shipped",
  deliveryEstimate: "the day of delivery",
  originalDeliveryEstimate: "the day of delivery first named",
  deliveredAt: "when it was delivered",
  signedBy: "who signed",
  origin: "where it comes from",
  destination: "where it goes",
};

/** Short names of the status codes, for claims that are in conflict. */
export const statuses = {
  UNKNOWN: "unknown",
  NOT_YET_IN_SYSTEM: "not yet in the system",
  PRE_TRANSIT: "announced",
  ACCEPTED: "accepted",
  IN_TRANSIT: "in transit",
  OUT_FOR_DELIVERY: "out for delivery",
  DELIVERY_ATTEMPTED: "delivery attempted",
  AVAILABLE_FOR_PICKUP: "available for pickup",
  DELIVERED: "delivered",
  EXCEPTION: "held up",
  RETURNED: "returned",
  FAILED: "failed",
  CANCELLED: "cancelled",
};

/** How asking a provider went, as on its badge; of an answer its age is told. */
export const outcomes = {
  OK: "",
  STALE: "an older answer",
  NOT_FOUND: "doesn’t know it",
  FAILED: "no answer",
  SKIPPED: "not asked",
};

/** The history of a parcel. */
export const history = {
  title: (count) => `History, ${counted(count, "event")}`,
  none: "No events yet",
  undated: "No time given",
  local: "local time",
  yours: "your time",
  about: "about",
  atPlace: "Times by the clock at each place.",
  only: (provider) => `${provider} only`,
  noText: "No description",
  derived: "worked out from the place",
  bestEffort: "converted by the provider",
  map: (places) => `Map of the way: ${places.join(", ")}`,
};

/** Groups of parcels, by which the board can be narrowed. */
export const groups = {
  ALL: "All",
  PROBLEM: "Problems",
  MISSING: "Not found",
  ARRIVING: "Arriving",
  MOVING: "On their way",
  ANNOUNCED: "Announced",
  DELIVERED: "Delivered",
  UNKNOWN: "Unknown",
  count: (name, count) => `${name} ${number(count)}`,
};

/** Kinds of sample parcels, in the order in which they are offered. */
export const samples = {
  count: (count) => parcels(count),
  showAll: (count) => `Show all ${number(count)}`,
  none: "No sample fits.",
  kinds: {
    both: "Known to both providers",
    seed: "The providers’ own samples",
    "test-mode": "Shippo’s test numbers",
    status: "Every status",
    substatus: "Shippo’s finer statuses",
    detail: "ShipStation’s finer statuses",
    labels: "Several labels of one number",
    quirk: "Oddities",
    fault: "Failing providers",
  },
};

/** Ages and days near today. */
export const times = {
  justNow: "just now",
  minutes: (count) => `${number(count)} min ago`,
  hours: (count) => `${number(count)} h ago`,
  days: (count) => `${counted(count, "day")} ago`,
  today: (day) => `today, ${day}`,
  tomorrow: (day) => `tomorrow, ${day}`,
  yesterday: (day) => `yesterday, ${day}`,
};
