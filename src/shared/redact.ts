const MASK = '***'

/** Forms in which secrets travel, whatever text they are found in. */
const FORMS: readonly [form: RegExp, masked: string][] = [
  // User and password of an address.
  [/(\/\/)[^/\s"'@]+@/g, `$1${MASK}@`],
  [
    /([?&](?:access_|auth_|id_)?(?:token|key|apikey|api_key|password|secret|sig|signature|x-amz-signature)=)[^&#\s"')]+/gi,
    `$1${MASK}`,
  ],
  [/\b(Bearer|Basic) [\w.~+/=-]{6,}/g, `$1 ${MASK}`],
]

/** The text with what looks like a secret masked: for words of others, such as the message of an error that nobody foresaw. */
export function redact(text: string): string {
  return FORMS.reduce((masked, [form, by]) => masked.replace(form, by), text)
}
