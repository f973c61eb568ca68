// Every rule that graphql-eslint has for schemas, but for those that are wrong for this one.

import graphql from "@graphql-eslint/eslint-plugin";

const { "flat/schema-all": all, "flat/schema-relay": relay } = graphql.configs;

export default [
  {
    files: ["*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...all.rules,
      ...relay.rules,
      // Not only types: every field, argument and enum value says what it is.
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      // Fields stand in the order in which they are read: the important ones first.
      "@graphql-eslint/alphabetize": "off",
      // What can be asked for again by `node` has an id. A status, a place or an estimate is a value.
      "@graphql-eslint/strict-id-in-types": "off",
      // Short lists are plain lists; what can grow, a parcel's events, is a connection as well.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
      // Null is for what can fail by itself, and says so. `gateway` asks nobody.
      "@graphql-eslint/require-nullable-result-in-root": "off",
    },
  },
];
