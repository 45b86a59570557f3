import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { casesSearch, reportSearch } from '../pages/report/search.ts'
import { ApiProblem } from './api.ts'
import { type Words, wordsOf } from './i18n.ts'
import { mapAlertsQuery, mapAreasQuery } from './mapQueries.ts'
import { NotFound, PageError } from './PageError.tsx'
import { residentsSearch } from './residentsSearch.ts'
import { Shell } from './Shell.tsx'
import { homeOf, meQuery } from './session.ts'
import { ticketsSearch } from './ticketsSearch.ts'

/** A page and its words, which come together: one that is there without its words would be put off by another 300 ms. */
const page = <M extends { default: ComponentType }>(load: () => Promise<M>, ...words: Words[]) =>
  lazyRouteComponent(async () => (await Promise.all([load(), wordsOf(words)]))[0])

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: page(() => import('../pages/signin/SignInPage.tsx'), 'signin'),
})

const lostPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: ({ token }: Record<string, unknown>): { token?: string } =>
    typeof token === 'string' ? { token } : {},
  component: page(() => import('../pages/signin/ResetPage.tsx'), 'signin'),
})

/** Who is signed in, or the way to it. */
const signedIn = async (queries: QueryClient) =>
  queries.ensureQueryData(meQuery).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) throw redirect({ to: '/sign-in' })
    throw error
  })

const ownPassword = createRoute({
  getParentRoute: () => root,
  path: '/password',
  beforeLoad: async ({ context }) => {
    await signedIn(context.queries)
  },
  component: page(() => import('../pages/signin/PasswordPage.tsx'), 'signin'),
})

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context }) => {
    const me = await signedIn(context.queries)
    if (me.mustChangePassword) throw redirect({ to: '/password' })
    return { me }
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: homeOf(context.me.role) })
  },
})

const QueuePage = lazyRouteComponent(async () => {
  // What the panel of an alert says besides comes before somebody opens one, and after the queue.
  setTimeout(() => void wordsOf(['policies']), 500)
  return import('../pages/queue/QueuePage.tsx')
})
const queue = createRoute({ getParentRoute: () => inside, path: '/queue', component: QueuePage })
const queueAlert = createRoute({ getParentRoute: () => queue, path: '$alertId' })
const queueIncident = createRoute({ getParentRoute: () => queue, path: 'incidents/$incidentId' })

const residents = createRoute({
  getParentRoute: () => inside,
  path: '/residents',
  validateSearch: residentsSearch,
  component: page(() => import('../pages/residents/ResidentsPage.tsx'), 'residents', 'visits'),
})
const resident = createRoute({
  getParentRoute: () => inside,
  path: '/residents/$residentId',
  component: page(
    () => import('../pages/residents/ResidentPage.tsx'),
    'residents',
    'limits',
    'charts',
    'tickets',
    'visits',
    'contacts',
  ),
})

const AlertsPage = page(() => import('../pages/alerts/AlertsPage.tsx'), 'alerts')
const alerts = createRoute({ getParentRoute: () => inside, path: '/alerts', component: AlertsPage })
const alertStory = createRoute({ getParentRoute: () => alerts, path: '$alertId' })

const TicketsPage = page(() => import('../pages/tickets/TicketsPage.tsx'), 'tickets')
const tickets = createRoute({
  getParentRoute: () => inside,
  path: '/tickets',
  validateSearch: ticketsSearch,
  component: TicketsPage,
})
const ticket = createRoute({ getParentRoute: () => tickets, path: '$ticketId' })

const map = createRoute({
  getParentRoute: () => inside,
  path: '/map',
  // Asked for while the page is still on its way, waited for by nobody.
  loader: ({ context }) => {
    void context.queries.prefetchQuery(mapAreasQuery)
    void context.queries.prefetchQuery(mapAlertsQuery)
  },
  component: page(() => import('../pages/map/MapPage.tsx'), 'map'),
})
const wall = createRoute({
  getParentRoute: () => inside,
  path: '/wall',
  component: page(() => import('../pages/wall/WallPage.tsx'), 'wall'),
})
const report = createRoute({
  getParentRoute: () => inside,
  path: '/report',
  validateSearch: reportSearch,
  component: page(() => import('../pages/report/ReportPage.tsx'), 'report'),
})
const reportCases = createRoute({
  getParentRoute: () => inside,
  path: '/report/cases',
  validateSearch: casesSearch,
  component: page(() => import('../pages/report/CasesPage.tsx'), 'report'),
})

const worker = createRoute({
  getParentRoute: () => inside,
  path: '/worker',
  component: page(() => import('../pages/worker/WorkerPage.tsx'), 'worker'),
})
const workerTicket = createRoute({
  getParentRoute: () => inside,
  path: '/worker/$ticketId',
  component: page(() => import('../pages/worker/TicketPage.tsx'), 'worker'),
})

const shifts = createRoute({
  getParentRoute: () => inside,
  path: '/shifts',
  component: page(() => import('../pages/shifts/ShiftsPage.tsx'), 'roster', 'admin'),
})

const family = createRoute({
  getParentRoute: () => inside,
  path: '/family',
  component: page(() => import('../pages/family/FamilyPage.tsx'), 'family', 'charts'),
})

const AdminPage = page(() => import('../pages/admin/AdminPage.tsx'), 'admin', 'manage', 'policies')
const admin = createRoute({ getParentRoute: () => inside, path: '/admin', component: AdminPage })
const adminSection = createRoute({ getParentRoute: () => admin, path: '$section' })

const tree = root.addChildren([
  signIn,
  lostPassword,
  ownPassword,
  inside.addChildren([
    home,
    queue.addChildren([queueAlert, queueIncident]),
    residents,
    resident,
    alerts.addChildren([alertStory]),
    tickets.addChildren([ticket]),
    map,
    wall,
    report,
    reportCases,
    worker,
    workerTicket,
    shifts,
    family,
    admin.addChildren([adminSection]),
  ]),
])

export function createPages(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>
  }
}
