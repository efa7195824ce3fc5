import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// The built page goes into the package; the server serves it under a policy that allows nothing inline.
export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: '../src/maquette/studio/static',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '/api': { target: process.env.MAQUETTE_STUDIO ?? 'http://127.0.0.1:8787', ws: true } },
  },
})
