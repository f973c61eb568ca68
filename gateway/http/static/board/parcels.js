// The parcels on the board: what was asked for, what the gateway said, and what is still to be asked.

import { KeyNeeded, pauseAfter, Refused, Unreachable } from "./gateway.js";
import { identity, write } from "./references.js";

/**
 * @typedef {Object} Parcel
 * @property {import("./references.js").Ref} ref
 * @property {string} asked the reference as text
 * @property {boolean} held it waits until somebody wants to see it
 * @property {Object|null} lookup the gateway's answer, a `ShipmentLookup`; null before the first
 * @property {string|null} refusal why the gateway refused the request with this parcel in it
 */

/**
 * @typedef {Object} Listener hears what happens
 * @property {(parcels: Parcel[]) => void} changed these were answered, or refused
 * @property {(count: number) => void} asking so many are asked for now
 * @property {(count: number) => void} settled there is nothing more to ask; so many were answered
 * @property {(seconds: number, isBusy: boolean) => void} away the gateway can't be reached, or is
 *   busy; the next try is in so many seconds
 * @property {(message: string) => void} keyNeeded nothing goes on before `resume`; why, in the
 *   gateway's words
 */

/** Seconds that an answer may be old when somebody checks a parcel again. */
const OLDEST_WHEN_CHECKED = 30;

export class Parcels {
  #wanted = new Map();
  #isWorking = false;
  #wake = null;

  /**
   * @param {import("./gateway.js").Gateway} gateway
   * @param {number} maxBatchSize references that one request takes
   * @param {Listener} listener
   */
  constructor(gateway, maxBatchSize, listener) {
    this.gateway = gateway;
    this.maxBatchSize = maxBatchSize;
    this.listener = listener;
    /** @type {Parcel[]} in the order of the board */
    this.all = [];
    /** The providers' names by their codes. */
    this.providerNames = new Map();
  }

  get held() {
    return this.all.filter((parcel) => parcel.held);
  }

  get shown() {
    return this.all.filter((parcel) => !parcel.held);
  }

  /**
   * Put references before all others; those that are there already are left alone. As many as one
   * request takes are looked up, the others are held.
   *
   * @returns {number} how many were there already
   */
  add(refs) {
    const known = new Set(this.all.map((parcel) => identity(parcel.ref)));
    const fresh = refs.filter((ref) => !known.has(identity(ref)));
    const parcels = fresh.map((ref) => ({ ref, asked: write(ref), held: true, lookup: null, refusal: null }));
    this.all.unshift(...parcels);
    this.#show(parcels.slice(0, this.maxBatchSize));
    return refs.length - fresh.length;
  }

  /** Look up the next of those that are held, as many as one request takes. */
  more() {
    this.#show(this.held.slice(0, this.maxBatchSize));
  }

  /** Look everything up again that is shown; the gateway decides whether the providers are asked. */
  refresh() {
    this.#want(this.shown, null);
  }

  /** Look one parcel up again, at its providers if the answer is older than a moment. */
  check(parcel) {
    this.#want([parcel], OLDEST_WHEN_CHECKED);
  }

  /** Take parcels off the board. */
  remove(parcels) {
    const gone = new Set(parcels);
    this.all = this.all.filter((parcel) => !gone.has(parcel));
    for (const parcel of parcels) this.#wanted.delete(parcel);
  }

  /** Go on now: end a pause between two tries, or begin again after a key was given. */
  resume() {
    this.#wake?.();
    this.#work();
  }

  #show(parcels) {
    for (const parcel of parcels) parcel.held = false;
    this.#want(parcels, null);
  }

  #want(parcels, maxAgeSeconds) {
    for (const parcel of parcels) this.#wanted.set(parcel, maxAgeSeconds);
    this.#work();
  }

  /** Ask for what is wanted, one request after the other, until nothing is. */
  async #work() {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      const answered = await this.#askForAll();
      this.listener.settled(answered);
    } catch (error) {
      if (!(error instanceof KeyNeeded)) throw error;
      this.listener.keyNeeded(error.message);
    } finally {
      this.#isWorking = false;
    }
  }

  async #askForAll() {
    let answered = 0;
    let failed = 0;
    while (this.#wanted.size) {
      const batch = this.#nextBatch();
      this.listener.asking(batch.length);
      try {
        this.#take(batch, await this.#ask(batch));
        answered += batch.length;
        failed = 0;
      } catch (error) {
        if (error instanceof Refused) this.#refuse(batch, error.message);
        else if (error instanceof Unreachable) await this.#pause((failed += 1), error.seconds);
        else throw error;
      }
    }
    return answered;
  }

  /** The next that are wanted under the same condition, as many as one request takes. */
  #nextBatch() {
    const [[, first]] = this.#wanted;
    const alike = [...this.#wanted].filter(([, maxAgeSeconds]) => maxAgeSeconds === first);
    return alike.slice(0, this.maxBatchSize).map(([parcel]) => parcel);
  }

  #ask(batch) {
    const maxAgeSeconds = this.#wanted.get(batch[0]);
    return this.gateway.ask({ refs: batch.map((parcel) => parcel.ref), maxAgeSeconds });
  }

  #take(batch, { providers, shipments }) {
    this.providerNames = new Map(providers.map(({ code, name }) => [code, name]));
    for (const lookup of shipments) Object.assign(batch[lookup.index], { lookup, refusal: null });
    this.#done(batch);
  }

  #refuse(batch, message) {
    for (const parcel of batch) parcel.refusal = message;
    this.#done(batch);
  }

  #done(batch) {
    const present = batch.filter((parcel) => this.#wanted.delete(parcel));
    this.listener.changed(present);
  }

  async #pause(tries, least) {
    const seconds = pauseAfter(tries, least ?? 0);
    this.listener.away(seconds, least !== null);
    await new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, seconds * 1000);
    });
    this.#wake = null;
  }
}
