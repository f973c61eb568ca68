// A small map of a parcel's way: coasts, borders, a grid, and the places that have coordinates.

import { BORDERS, LAND, STATES } from "./land.js";
import { svg } from "./element.js";
import { history } from "./words.js";

const WIDTH = 480;
const HEIGHT = 210;
// Degrees round the way on each side, and the least that a map shows: less is a blank sheet.
const MARGIN = 1.5;
const LEAST = 7;

/**
 * @typedef {{latitude: number, longitude: number, name: string}} Place
 */

/**
 * Draw the way through these places.
 *
 * @param {Place[]} places in the order of time, at least one
 * @returns {SVGElement}
 */
export function routeMap(places) {
  const way = unwrapped(places);
  const window = windowOf(way);
  const spots = way.map((place) => ({ ...place, ...window.put(place) }));
  const names = [...new Set(places.map((place) => place.name).filter(Boolean))];
  return svg(
    "svg",
    { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": history.map(names) },
    ...[-360, 0, 360].filter(window.shows).map((turn) => land(window, turn)),
    grid(window),
    svg("polyline", { class: "way", points: spots.map(({ x, y }) => `${x},${y}`).join(" ") }),
    ...spots.slice(0, -1).map(({ x, y }) => svg("circle", { class: "spot", cx: x, cy: y, r: 4 })),
    lastSpot(spots.at(-1)),
    ...labels(spots),
  );
}

/** Leave a way across the date line in one piece: each place lies within 180 degrees of the last. */
function unwrapped(places) {
  let last = places[0].longitude;
  return places.map((place) => {
    last = place.longitude + 360 * Math.round((last - place.longitude) / 360);
    return { ...place, longitude: last };
  });
}

/** Choose what the map shows. Degrees of longitude shrink towards the poles; in the middle they fit. */
function windowOf(way) {
  const [west, east] = extent(way.map((place) => place.longitude));
  const [south, north] = extent(way.map((place) => place.latitude));
  const shrink = Math.max(0.2, Math.cos(((south + north) / 2 / 180) * Math.PI));
  const tall = Math.max(north - south + 2 * MARGIN, LEAST);
  const wide = Math.max((east - west) * shrink + 2 * MARGIN, (tall * WIDTH) / HEIGHT);
  const scale = WIDTH / wide;
  const [middleX, middleY] = [(west + east) / 2, (south + north) / 2];
  const half = wide / shrink / 2;
  return {
    scale,
    shrink,
    west: middleX - half,
    east: middleX + half,
    north: middleY + HEIGHT / scale / 2,
    south: middleY - HEIGHT / scale / 2,
    shows: (turn) => middleX - half < 180 + turn && middleX + half > -180 + turn,
    put: ({ latitude, longitude }) => ({
      x: round(WIDTH / 2 + (longitude - middleX) * shrink * scale),
      y: round(HEIGHT / 2 - (latitude - middleY) * scale),
    }),
  };
}

const extent = (values) => [Math.min(...values), Math.max(...values)];
const round = (value) => Math.round(value * 10) / 10;

function land(window, turn) {
  const { x, y } = window.put({ latitude: 0, longitude: turn });
  // The outlines are in tenths of a degree.
  const [across, down] = [(window.scale * window.shrink) / 10, window.scale / 10];
  return svg(
    "g",
    { transform: `translate(${x} ${y}) scale(${across} ${down})` },
    svg("path", { class: "land", d: LAND }),
    svg("path", { class: "border", d: BORDERS }),
    svg("path", { class: "border state", d: STATES }),
  );
}

/** Lines of latitude and longitude, some five of them each way. */
function grid(window) {
  const step = [1, 2, 5, 10, 20, 30, 60].find((each) => (window.north - window.south) / each <= 5) ?? 60;
  const lines = [];
  for (let longitude = Math.ceil(window.west / step) * step; longitude < window.east; longitude += step) {
    const { x } = window.put({ latitude: 0, longitude });
    lines.push(`M${x} 0V${HEIGHT}`);
  }
  for (let latitude = Math.ceil(window.south / step) * step; latitude < window.north; latitude += step) {
    const { y } = window.put({ latitude, longitude: 0 });
    lines.push(`M0 ${y}H${WIDTH}`);
  }
  return svg("path", { class: "grid", d: lines.join("") });
}

function lastSpot({ x, y }) {
  return svg(
    "g",
    {},
    svg("circle", { class: "halo", cx: x, cy: y, r: 12 }),
    svg("circle", { class: "spot last", cx: x, cy: y, r: 6 }),
  );
}

/** Name where the way begins and where it ends, unless the two are too close to tell apart. */
function labels(spots) {
  const [first, last] = [spots[0], spots.at(-1)];
  const areApart = Math.hypot(first.x - last.x, first.y - last.y) > 50;
  if (!areApart) return [label(last, true)];
  return [label(first, spots[1].y >= first.y), label(last, spots.at(-2).y >= last.y)];
}

/** Write a name above its place or below, on the side where the way does not run. */
function label({ x, y, name }, isAbove) {
  const anchor = x < 85 ? "start" : x > WIDTH - 85 ? "end" : "middle";
  const above = y > HEIGHT - 30 || (isAbove && y > 34);
  return svg("text", { x, y: above ? y - 14 : y + 25, "text-anchor": anchor }, name);
}
