import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./main.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const examples = JSON.parse(document.getElementById("examples").textContent);

const tabs = examples.map(({ query, variables }) => ({
  query,
  variables: Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : null,
}));

createRoot(document.getElementById("graphiql")).render(
  createElement(
    GraphiQL,
    {
      // The page is what the GraphQL endpoint answers to browsers, so its own address is the endpoint.
      fetcher: createGraphiQLFetcher({ url: window.location.pathname }),
      defaultTabs: tabs,
      defaultEditorToolsVisibility: "variables",
    },
    createElement(GraphiQL.Logo, null, "Tracking gateway"),
  ),
);
