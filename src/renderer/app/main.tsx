import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadCatalogue } from '../state/language.ts'
import { useView } from '../state/view.ts'
import { App } from './app.tsx'
import '../style/base.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const catalogue = await loadCatalogue(useView.getState().language)
createRoot(root).render(
  <StrictMode>
    <App catalogue={catalogue} />
  </StrictMode>,
)
