import { useQuery } from '@tanstack/react-query'
import type { FormBody } from '#shared/api/form'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'

/** An object that is there, or the kind and type of a new one. */
export type FormSubject = { object: string } | { kind: string; pulp_type: string }

/** The fields that may be written; they follow from the plugins and so never change while the program runs. */
export function getForm(subject: FormSubject): Promise<FormBody> {
  return get<FormBody>(`${OWN_API_ROOT}form/`, { ...subject })
}

export function useForm(subject: FormSubject | null) {
  return useQuery({
    queryKey: ['form', subject],
    queryFn: () => getForm(subject ?? { object: '' }),
    enabled: subject !== null,
    staleTime: Infinity,
  })
}

export function isWritable(form: FormBody, name: string): boolean {
  return form.fields.some((field) => field.name === name)
}
