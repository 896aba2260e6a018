import { Search } from 'lucide-react'
import { Input, SearchField } from 'react-aria-components'

interface SearchBoxProps {
  /** What is looked for, and in what. */
  label: string
  value: string
  onChange: (text: string) => void
  /** A class for its width. */
  width?: string
  className?: string
  /** Id of the input, for those that lead to it. */
  id?: string
}

/** A field that finds while one types. */
export function SearchBox({ label, value, onChange, width = 'w-80', className = '', id }: SearchBoxProps) {
  return (
    <SearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      className={`relative max-w-full ${width} ${className}`}
    >
      <Search aria-hidden className="pointer-events-none absolute top-2.5 start-2.5 size-4 text-ink-mute" />
      <Input
        {...(id === undefined ? {} : { id })}
        placeholder={label}
        className="field-box ps-8! [&::-webkit-search-cancel-button]:hidden"
      />
    </SearchField>
  )
}
