import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { newRouter } from './router.ts'

const swaggerDir = fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')))

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Carebell API</title>
    <link rel="icon" href="/api/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`
const start = `SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
})
`

/** The document, readable, from files of this machine alone. */
export const docsRoutes = () => {
  const file = (name: string) => serveStatic({ root: swaggerDir, path: name })
  return newRouter()
    .get('*', async (c, next) => {
      await next()
      if (c.res.ok) c.header('cache-control', 'max-age=86400')
    })
    .get('/', (c) => c.html(html))
    .get('/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/swagger-ui.css', file('swagger-ui.css'))
    .get('/favicon-32x32.png', file('favicon-32x32.png'))
    .get('/swagger-ui-bundle.js', file('swagger-ui-bundle.js'))
}
