// Write the gateway's schema to schema.graphql, for compilers.
// Run it: [TRACKING_URL=http://localhost:8000] node schema.js
import { writeFile } from "node:fs/promises";

const response = await fetch(`${process.env.TRACKING_URL ?? "http://localhost:8000"}/schema.graphql`);
if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
await writeFile("schema.graphql", await response.text());
