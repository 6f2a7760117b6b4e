import { defineConfig } from 'orval';

const input = '../../../openapi/omf-connections.yaml';

export default defineConfig({
  fetch: {
    input,
    output: { target: 'target/fetch.ts', client: 'fetch', baseUrl: { runtime: 'process.env.OMF_API_URL' } },
  },
  zod: { input, output: { target: 'target/zod.ts', client: 'zod' } },
});
