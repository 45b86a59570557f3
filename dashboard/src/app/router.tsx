import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { casesSearch, reportSearch } from '../pages/report/search.ts'
import { ApiProblem } from './api.ts'
import { mapAlertsQuery, mapAreasQuery } from './mapQueries.ts'
import { NotFound, PageError } from './PageError.tsx'
import { residentsSearch } from './residentsSearch.ts'
import { Shell } from './Shell.tsx'
import { homeOf, meQuery } from './session.ts'
import { ticketsSearch } from './ticketsSearch.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../pages/signin/SignInPage.tsx')),
})

const lostPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: ({ token }: Record<string, unknown>): { token?: string } =>
    typeof token === 'string' ? { token } : {},
  component: lazyRouteComponent(() => import('../pages/signin/ResetPage.tsx')),
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
  component: lazyRouteComponent(() => import('../pages/signin/PasswordPage.tsx')),
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

const QueuePage = lazyRouteComponent(() => import('../pages/queue/QueuePage.tsx'))
const queue = createRoute({ getParentRoute: () => inside, path: '/queue', component: QueuePage })
const queueAlert = createRoute({ getParentRoute: () => queue, path: '$alertId' })
const queueIncident = createRoute({ getParentRoute: () => queue, path: 'incidents/$incidentId' })

const residents = createRoute({
  getParentRoute: () => inside,
  path: '/residents',
  validateSearch: residentsSearch,
  component: lazyRouteComponent(() => import('../pages/residents/ResidentsPage.tsx')),
})
const resident = createRoute({
  getParentRoute: () => inside,
  path: '/residents/$residentId',
  component: lazyRouteComponent(() => import('../pages/residents/ResidentPage.tsx')),
})

const AlertsPage = lazyRouteComponent(() => import('../pages/alerts/AlertsPage.tsx'))
const alerts = createRoute({ getParentRoute: () => inside, path: '/alerts', component: AlertsPage })
const alertStory = createRoute({ getParentRoute: () => alerts, path: '$alertId' })

const TicketsPage = lazyRouteComponent(() => import('../pages/tickets/TicketsPage.tsx'))
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
  component: lazyRouteComponent(() => import('../pages/map/MapPage.tsx')),
})
const wall = createRoute({
  getParentRoute: () => inside,
  path: '/wall',
  component: lazyRouteComponent(() => import('../pages/wall/WallPage.tsx')),
})
const report = createRoute({
  getParentRoute: () => inside,
  path: '/report',
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import('../pages/report/ReportPage.tsx')),
})
const reportCases = createRoute({
  getParentRoute: () => inside,
  path: '/report/cases',
  validateSearch: casesSearch,
  component: lazyRouteComponent(() => import('../pages/report/CasesPage.tsx')),
})

const worker = createRoute({
  getParentRoute: () => inside,
  path: '/worker',
  component: lazyRouteComponent(() => import('../pages/worker/WorkerPage.tsx')),
})
const workerTicket = createRoute({
  getParentRoute: () => inside,
  path: '/worker/$ticketId',
  component: lazyRouteComponent(() => import('../pages/worker/TicketPage.tsx')),
})

const shifts = createRoute({
  getParentRoute: () => inside,
  path: '/shifts',
  component: lazyRouteComponent(() => import('../pages/shifts/ShiftsPage.tsx')),
})

const family = createRoute({
  getParentRoute: () => inside,
  path: '/family',
  component: lazyRouteComponent(() => import('../pages/family/FamilyPage.tsx')),
})

const AdminPage = lazyRouteComponent(() => import('../pages/admin/AdminPage.tsx'))
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
