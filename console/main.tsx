import '@fontsource-variable/inter/opsz.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './app/theme.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { refuseMarkup } from './app/trusted-types.ts'

refuseMarkup()
const root = document.querySelector('#root')
if (root === null) throw new Error('Unexpected page: it has no #root')
createRoot(root).render(<App />)
