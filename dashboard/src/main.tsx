import './app/mantine.css'
import './app/tokens.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProblem } from './app/api.ts'
import { startI18n } from './app/i18n.ts'
import { Notices } from './app/Notices.tsx'
import { createPages } from './app/router.tsx'
import { cssVariables, theme } from './app/theme.ts'

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')

const queries = new QueryClient({
  defaultOptions: {
    // What the hub refuses it refuses again; only silence is worth a second try.
    queries: { staleTime: 15_000, retry: (times, error) => !(error instanceof ApiProblem) && times < 2 },
  },
})
const pages = createPages(queries)
const schemes = localStorageColorSchemeManager({ key: 'carebell-scheme' })

// Not awaited here: English imports from this very file, and would wait for it for ever.
const root = createRoot(place)
void startI18n().then(() =>
  root.render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={schemes}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queries}>
          <Notices>
            <RouterProvider router={pages} />
          </Notices>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
)
