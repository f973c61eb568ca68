// The way to the gateway: one request at a time, and what came of it.

/** The gateway can't be reached, or wants to be left alone for a while: worth another try. */
export class Unreachable extends Error {
  /** @param {number|null} seconds that it wants to be left alone for; null if it did not say */
  constructor(seconds = null) {
    super("unreachable");
    this.seconds = seconds;
  }
}

/** The gateway wants a key, or another one; the message is its own. */
export class KeyNeeded extends Error {}

/** The gateway refused the request; the message is its own. */
export class Refused extends Error {}

const PATIENCE = 60_000;
const LONGEST_PAUSE = 30;
const AWAY = [408, 429, 502, 503, 504];
const LOCKED = [401, 403];
const KEY = "gateway-key";

export class Gateway {
  /**
   * @param {string} documentId the document that every request is about, as the gateway knows it
   * @param {URL} endpoint
   */
  constructor(documentId, endpoint) {
    this.documentId = documentId;
    this.endpoint = endpoint;
    this.key = remembered();
  }

  /** Use this key from now on, and forget it with the tab; "" forgets it now. */
  useKey(key) {
    this.key = key;
    remember(key);
  }

  /**
   * Ask once.
   *
   * @param {Object} variables of the document
   * @returns {Promise<Object>} the `data` of the answer
   * @throws {Unreachable|KeyNeeded|Refused}
   */
  async ask(variables) {
    const response = await this.#send(JSON.stringify({ documentId: this.documentId, variables }));
    if (AWAY.includes(response.status)) throw new Unreachable(secondsIn(response));
    const answer = await response.json().catch(() => null);
    if (answer?.data?.shipments) return answer.data;
    const message = answer?.errors?.[0]?.message;
    if (LOCKED.includes(response.status)) throw new KeyNeeded(message);
    // What is no GraphQL comes from something between here and the gateway.
    if (!message) throw new Unreachable();
    throw new Refused(message);
  }

  async #send(body) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    if (this.key) headers.Authorization = `Bearer ${this.key}`;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      return await fetch(this.endpoint, { method: "POST", headers, body, signal, cache: "no-store" });
    } catch {
      throw new Unreachable();
    }
  }
}

/**
 * Give the seconds to wait before another try: twice as long each time, up to half a minute, at
 * random so that many readers don't come back together, and never less than the gateway asked for.
 *
 * @param {number} tries that failed so far, at least 1
 * @param {number} least seconds
 */
export function pauseAfter(tries, least = 0) {
  const most = Math.min(LONGEST_PAUSE, 2 ** tries);
  return Math.max(1, Math.ceil(least), Math.round(most * (0.5 + Math.random() / 2)));
}

function secondsIn(response) {
  const value = response.headers.get("Retry-After");
  return /^\d+$/.test(value ?? "") ? Number(value) : null;
}

// A browser may keep pages from storing anything; then the key lives as long as the page.
function remembered() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function remember(key) {
  try {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
