import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { ApiEnv } from './deps.ts'

type Json = { [name: string]: unknown }
type RouteConfig = Extract<OpenAPIHono['openAPIRegistry']['definitions'][number], { type: 'route' }>['route']
type Direction = 'input' | 'output'

/**
 * The OpenAPI 3.1 document of every route that was registered, its schemas by zod's own account of itself: what is said
 * here is what is checked. Requests are described as they come in, answers as they go out.
 */
export function openApiDocument(
  app: OpenAPIHono<ApiEnv>,
  info: { title: string; version: string; description: string },
) {
  const schemas: Record<string, unknown> = {}
  const paths: Record<string, Json> = {}
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { path, method } = definition.route
    const known = paths[path] ?? {}
    paths[path] = { ...known, [method]: operation(definition.route, schemas) }
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { cookie: [] }],
    tags: [...new Set(Object.values(paths).flatMap(tagsOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: sorted(schemas),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The `token` that POST /api/auth/sign-in/email answers with.',
        },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'better-auth.session_token',
          description: 'Set by POST /api/auth/sign-in/email; over https its name begins with `__Secure-`.',
        },
      },
    },
  }
}

type PathMethods = { path: RegExp; methods: string[]; takesBody: string[]; takesJson: string[] }

/** Which methods each path has, and which of them take a body: for the answers 405 and 415. */
export function methodsByPath(app: OpenAPIHono<ApiEnv>): PathMethods[] {
  const found = new Map<string, Omit<PathMethods, 'path'>>()
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { path, method, request } = definition.route
    const { methods, takesBody, takesJson } = found.get(path) ?? { methods: [], takesBody: [], takesJson: [] }
    found.set(path, { methods, takesBody, takesJson })
    const name = method.toUpperCase()
    methods.push(name)
    if (request?.body === undefined) continue
    takesBody.push(name)
    if (jsonSchemaOf(request.body.content) !== null) takesJson.push(name)
  }
  // `/residents/import` is not a resident called import: paths without a parameter come first.
  const all = [...found].sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
  return all.map(([path, { methods, ...takes }]) => ({
    ...takes,
    path: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    methods: methods.includes('GET') ? [...methods, 'HEAD'] : methods,
  }))
}

function jsonSchemaOf(content: { 'application/json'?: object }): z.ZodType | null {
  const media = content['application/json']
  const schema = media !== undefined && 'schema' in media ? media.schema : null
  return isSchema(schema) ? schema : null
}

function operation(route: RouteConfig, schemas: Json): Json {
  const { request, responses, tags, summary, method, path } = route
  const parameters = [
    ...parametersOf('path', request?.params, schemas),
    ...parametersOf('query', request?.query, schemas),
  ]
  return {
    operationId: operationId(method, path),
    tags,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request?.body === undefined
      ? {}
      : {
          requestBody: {
            // Where nothing has to be said, nothing has to be sent.
            required: jsonSchemaOf(request.body.content)?.safeParse({}).success !== true,
            content: contentOf(request.body.content, 'input', schemas),
          },
        }),
    responses: Object.fromEntries(
      Object.entries(responses).flatMap(([status, response]) => {
        if ('$ref' in response) return []
        const { description, content, headers } = response
        const described = {
          description,
          ...(content === undefined ? {} : { content: contentOf(content, 'output', schemas) }),
          ...(isSchema(headers) ? { headers: headersOf(headers, schemas) } : {}),
        }
        return [[status, described]]
      }),
    ),
    ...(route.security === undefined ? {} : { security: route.security }),
  }
}

/** `get /api/v1/residents/{id}/contacts` becomes `get_residents_id_contacts`. */
const operationId = (method: string, path: string): string =>
  [method, ...path.replace('/api/v1/', '').split(/[^A-Za-z0-9]+/)].filter((part) => part !== '').join('_')

function contentOf(content: object, direction: Direction, schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]: [string, { schema?: unknown; example?: unknown }]) => [
      type,
      {
        schema: isSchema(media.schema) ? toJson(media.schema, direction, schemas) : (media.schema ?? {}),
        ...(media.example === undefined ? {} : { example: media.example }),
      },
    ]),
  )
}

function parametersOf(where: 'path' | 'query', schema: unknown, schemas: Json): Json[] {
  if (!isSchema(schema)) return []
  return properties(toJson(schema, 'input', schemas)).map(({ name, required, schema: { description, ...rest } }) => ({
    name,
    in: where,
    required: where === 'path' || required,
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }))
}

function headersOf(schema: z.ZodType, schemas: Json): Json {
  return Object.fromEntries(
    properties(toJson(schema, 'output', schemas)).map(({ name, required, schema: { description, ...rest } }) => [
      name,
      { description, required, schema: rest },
    ]),
  )
}

function properties(object: Json): { name: string; required: boolean; schema: Json }[] {
  const required: unknown[] = Array.isArray(object.required) ? object.required : []
  const all = isJson(object.properties) ? object.properties : {}
  return Object.entries(all).map(([name, schema]) => ({
    name,
    required: required.includes(name),
    schema: isJson(schema) ? schema : {},
  }))
}

/** One schema as JSON Schema, what has a name of its own moved to the components. */
function toJson(schema: z.ZodType, direction: Direction, schemas: Json): Json {
  // Wrapped, so that a schema with a name is a reference also when it stands alone.
  const { properties: wrapped, $defs } = z.toJSONSchema(z.object({ it: schema }), {
    io: direction,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => refine(zodSchema, jsonSchema, direction),
  })
  for (const [name, component] of Object.entries($defs ?? {})) {
    if (!isJson(component)) continue
    const { id: _id, ...rest } = component
    const rewritten = withComponentRefs(rest)
    const before = schemas[name]
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(rewritten))
      throw new Error(`the schema ${name} means one thing in a request and another in an answer`)
    schemas[name] = rewritten
  }
  const it = withComponentRefs(wrapped?.it ?? {})
  return isJson(it) ? it : {}
}

/** What zod checks and JSON Schema has no word for, as a pattern; and what would only be noise. */
function refine(schema: z.core.$ZodType, json: z.core.JSONSchema.BaseSchema, direction: Direction): void {
  if (json.type === 'integer') {
    if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum
    if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum
  }
  // The pattern is what is checked; what others call an e-mail address differs at the edges.
  if (json.format === 'email') delete json.format
  // Answers may gain fields.
  if (json.type === 'object' && json.additionalProperties === false) delete json.additionalProperties
  if (json.type === 'object') delete json.propertyNames
  if (json.type === 'string' && direction === 'input' && json.pattern === undefined && json.enum === undefined) {
    const trimmed = (schema._zod.def.type === 'string' ? (schema._zod.def.checks ?? []) : []).some(
      (check) => check._zod.def.check === 'overwrite',
    )
    // Text is anything but NUL; where blanks are cut off, something has to be left.
    json.pattern = trimmed && (json.minLength ?? 0) > 0 ? '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$' : '^[^\\u0000]*$'
  }
}

function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs)
  if (!isJson(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : withComponentRefs(inner),
    ]),
  )
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType
const sorted = (of: Json): Json => Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)))
const tagsOf = (path: Json): string[] =>
  Object.values(path).flatMap((one) => (isJson(one) && Array.isArray(one.tags) ? one.tags.map(String) : []))
