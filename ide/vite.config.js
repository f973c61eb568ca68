import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the page also works behind a proxy that serves the gateway under a prefix.
  base: "./",
  experimental: {
    renderBuiltUrl(filename, { hostType }) {
      // The page itself is served as `graphql`, its files as `graphql/ide/…`; files refer to each other relatively.
      return hostType === "html" ? `graphql/ide/${filename}` : { relative: true };
    },
  },
  build: {
    outDir: "../gateway/http/static/graphiql",
    emptyOutDir: true,
    assetsDir: ".",
    // Vite would announce chunks ahead by <link> elements that it adds while the page runs; nothing here needs that.
    modulePreload: false,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      onLog(level, log, handler) {
        // Libraries mark their files "use client" for React on servers, which is not meant here.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
      },
    },
  },
  worker: { format: "es" },
});
