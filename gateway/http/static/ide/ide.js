// The page without a build: an editor, the examples, and the schema to look things up in.
// Whatever comes from the server is set as text, never as HTML.

// The page is what the GraphQL endpoint answers to browsers, so its own address is the endpoint.
const endpoint = window.location.pathname;

const INTROSPECTION = `
  query Introspection {
    __schema {
      queryType { name }
      types {
        kind name description
        fields { name description type { ...Type } args { ...Input } }
        inputFields { ...Input }
        enumValues { name description }
        possibleTypes { name }
      }
    }
  }
  fragment Input on __InputValue { name description defaultValue type { ...Type } }
  fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
`;

const byId = (id) => document.getElementById(id);
const [queryBox, variablesBox, keyBox, searchBox] = ["query", "variables", "key", "search"].map(byId);

/** Make an element; children are elements or text. */
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function ask(query, variables) {
  const key = keyBox.value.trim();
  const authorization = key ? { Authorization: `Bearer ${key}` } : {};
  return fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", ...authorization },
    body: JSON.stringify({ query, variables }),
  });
}

// --- Editor --------------------------------------------------------------------------------------

let runs = 0;

async function run() {
  const turn = ++runs;
  let variables;
  try {
    variables = JSON.parse(variablesBox.value.trim() || "{}");
  } catch (error) {
    show(`The variables are no JSON: ${error.message}`, "");
    return;
  }
  show("asking …", byId("answer").textContent);
  const start = performance.now();
  try {
    const response = await ask(queryBox.value, variables);
    const text = await response.text();
    const milliseconds = Math.round(performance.now() - start);
    // An answer that was overtaken by a later run is not shown.
    if (turn === runs) show(`${response.status}, ${milliseconds} ms`, indented(text));
  } catch (error) {
    if (turn === runs) show(`The gateway can't be reached: ${error.message}`, "");
  }
}

function show(outcome, answer) {
  byId("outcome").textContent = outcome;
  byId("answer").textContent = answer;
  // On a narrow screen the answer is below the editor.
  byId("outcome").scrollIntoView({ block: "nearest" });
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function open({ query, variables }) {
  queryBox.value = query;
  queryBox.scrollTop = 0;
  variablesBox.value = Object.keys(variables).length ? JSON.stringify(variables, null, 2) : "";
}

function listExamples(examples) {
  for (const example of examples) {
    const onclick = () => {
      open(example);
      run();
    };
    const button = element("button", { type: "button", onclick }, example.title);
    byId("example-list").append(element("li", {}, button));
  }
  if (examples.length) open(examples[0]);
}

// --- Schema --------------------------------------------------------------------------------------

let schema = { types: new Map(), root: "" };

async function loadSchema() {
  const answer = await (await ask(INTROSPECTION, {})).json();
  const found = answer.data.__schema;
  const types = found.types.filter((type) => !type.name.startsWith("__"));
  schema = {
    types: new Map(types.map((type) => [type.name, type])),
    root: found.queryType.name,
  };
  showType(schema.root);
}

const membersOf = (type) => type.fields ?? type.inputFields ?? type.enumValues ?? [];

const innermost = (type) => (type.ofType ? innermost(type.ofType) : type.name);

function spelled(type) {
  if (type.kind === "NON_NULL") return `${spelled(type.ofType)}!`;
  return type.kind === "LIST" ? `[${spelled(type.ofType)}]` : type.name;
}

/** A button that shows the type of this name; `label` is how it reads. */
function link(name, label = name) {
  const onclick = () => {
    searchBox.value = "";
    showType(name);
    byId("schema").focus();
  };
  return element("button", { type: "button", className: "link", onclick }, label);
}

/** Descriptions are Markdown; of that, `code` is all that matters here. */
function prose(text) {
  const parts = (text ?? "").split(/`([^`]+)`/);
  const nodes = parts.map((part, index) => (index % 2 ? element("code", {}, part) : part));
  return element("p", {}, ...nodes);
}

function argument({ name, type, defaultValue, description }) {
  const otherwise = defaultValue === null ? "" : ` = ${defaultValue}`;
  return element(
    "div",
    { className: "argument" },
    `${name}: `,
    link(innermost(type), spelled(type)),
    otherwise,
    prose(description),
  );
}

function member({ name, type, args = [], defaultValue, description }) {
  return element(
    "li",
    {},
    element("strong", {}, name),
    ...(type ? [": ", link(innermost(type), spelled(type))] : []),
    defaultValue ? ` = ${defaultValue}` : "",
    prose(description),
    ...args.map(argument),
  );
}

function showType(name) {
  const type = schema.types.get(name);
  const possible = (type.possibleTypes ?? []).flatMap((each) => [" ", link(each.name)]);
  byId("schema").replaceChildren(
    name === schema.root ? "" : element("p", {}, "← ", link(schema.root)),
    element("h3", {}, name),
    prose(type.description),
    possible.length ? element("p", {}, "One of", ...possible) : "",
    element("ul", {}, ...membersOf(type).map(member)),
  );
}

/** List the types and the members whose names contain the words; types first. */
function search(words) {
  const wanted = words.toLowerCase();
  const fits = (name) => name.toLowerCase().includes(wanted);
  const types = [...schema.types.values()];
  const hits = types.filter((type) => fits(type.name)).map((type) => link(type.name));
  for (const type of types) {
    const members = membersOf(type).filter((each) => fits(each.name));
    hits.push(...members.map((each) => link(type.name, `${type.name}.${each.name}`)));
  }
  const list = element("ul", {}, ...hits.map((hit) => element("li", {}, hit)));
  byId("schema").replaceChildren(hits.length ? list : `Nothing is called “${words}”.`);
}

// --- Start ---------------------------------------------------------------------------------------

byId("run").addEventListener("click", run);

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});

searchBox.addEventListener("input", () => {
  const words = searchBox.value.trim();
  if (words) search(words);
  else if (schema.root) showType(schema.root);
});

listExamples(JSON.parse(byId("examples").textContent));

async function readSchema() {
  try {
    await loadSchema();
    searchBox.disabled = false;
  } catch {
    searchBox.disabled = true;
    byId("schema").textContent = "The schema can't be read here.";
  }
}

keyBox.addEventListener("change", readSchema);
readSchema();
