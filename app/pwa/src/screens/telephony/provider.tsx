// How the provider is asked to ring somebody: its address, headers and body, checked as they are saved.
import { useId, useState } from 'preact/hooks'
import { Field } from '../../parts/field'
import { Segments } from '../../parts/segments'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import { type Format, type Header, type Method, putWebhook, saidBy, takeWebhook, type Telephony } from './calls'

interface Props {
  found: Telephony
  onChange: (now: Telephony) => void
}

const sample = '{"to": "{phone}", "text": "{text}"}'

/** One header on a line, as `Name: value`. */
const headersOf = (text: string): Header[] =>
  text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const cut = line.indexOf(':')
      return cut < 0
        ? { name: line.trim(), value: '' }
        : { name: line.slice(0, cut).trim(), value: line.slice(cut + 1).trim() }
    })

function Lines(props: { label: string; value: string; rows: number; hint?: string; onInput: (value: string) => void }) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        class="sign-words"
        rows={props.rows}
        value={props.value}
        placeholder={props.hint}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  )
}

function WebhookForm({ found, onChange }: Props) {
  const { webhook } = found
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [method, setMethod] = useState<Method>(webhook?.method ?? 'POST')
  const [format, setFormat] = useState<Format>(webhook?.format ?? 'json')
  const [headers, setHeaders] = useState('')
  const [body, setBody] = useState(webhook?.body ?? sample)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const kept = webhook?.header_names.join(', ')
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const typed = headers.trim() || !webhook ? headersOf(headers) : null
      onChange(await putWebhook({ url, method, format, body: method === 'GET' ? '' : body, headers: typed }))
      setHeaders('')
      setRefusal(null)
      toast(t('phone.saved'))
    } catch (error) {
      setRefusal(saidBy(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="form" noValidate onSubmit={(event) => void save(event)}>
      <Field
        label={t('phone.telephony.url')}
        value={url}
        onInput={setUrl}
        hint="https://api.example.ru/calls"
        autocomplete="off"
        max={1000}
      />
      <Segments
        label={t('phone.telephony.method')}
        chosen={method}
        onChoose={setMethod}
        options={(['POST', 'PUT', 'GET'] as const).map((value) => ({ value, text: value }))}
      />
      <Lines
        label={t('phone.telephony.headers')}
        value={headers}
        rows={2}
        hint={kept ? t('phone.telephony.headers_kept', { names: kept }) : 'Authorization: Bearer …'}
        onInput={setHeaders}
      />
      {method !== 'GET' && (
        <>
          <Segments
            label={t('phone.telephony.format')}
            chosen={format}
            onChoose={setFormat}
            options={[
              { value: 'json', text: 'JSON' },
              { value: 'form', text: t('phone.telephony.form') },
            ]}
          />
          <Lines label={t('phone.telephony.body')} value={body} rows={4} onInput={setBody} />
        </>
      )}
      <p class="sheet-text">{t('phone.telephony.placeholders', { names: found.placeholders.join(' ') })}</p>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={busy || !url.trim()}>
        {t(webhook ? 'phone.save' : 'phone.telephony.connect')}
      </button>
    </form>
  )
}

export function Provider({ found, onChange }: Props) {
  const [asking, setAsking] = useState(false)
  const takeOff = async (): Promise<void> => {
    try {
      onChange(await takeWebhook())
      toast(t('phone.telephony.off'))
    } catch (error) {
      toast(saidBy(error))
    }
  }
  return (
    <section class="block telephony-block" data-provider={!!found.webhook}>
      <h2>{t('phone.telephony.provider')}</h2>
      <p class="sheet-text">{t('phone.telephony.explain')}</p>
      {found.unreadable && (
        <p class="refusal" role="alert">
          {t('phone.telephony.unreadable')}
        </p>
      )}
      <WebhookForm key={found.webhook ? 'set' : 'none'} found={found} onChange={onChange} />
      {(found.webhook || found.unreadable) && (
        <button type="button" class="button danger wide" onClick={() => setAsking(true)}>
          {t('phone.telephony.take_off')}
        </button>
      )}
      {asking && (
        <Confirm
          danger
          title={t('phone.telephony.take_off_who')}
          text={t('phone.telephony.take_off_more')}
          action={t('phone.telephony.take_off')}
          onYes={() => void takeOff()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}
