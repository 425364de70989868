// Me: who is signed in, the language, what this phone keeps, and the way out.
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../api'
import { Avatar } from '../../parts/avatar'
import { Icon, type IconName } from '../../parts/icon'
import { Page, Section } from '../../parts/page'
import { Segments } from '../../parts/segments'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { takeUpdate, updateReady } from '../../parts/update'
import { chooseLanguage, me, signOut } from '../../session'
import { reach } from '../../sync/store'
import { pending } from '../../sync/outbox'
import { recordsTaken } from '../../sync/replica'
import { known, language, t } from '../../texts'
import type { Language, Me as MeAnswer } from '../../types'
import { Messenger } from './messenger'
import { Installing, Pushes } from './push'

const roleWords = {
  manager: 'phone.role.manager',
  specialist: 'phone.role.specialist',
  supervisor: 'phone.role.supervisor',
  administrator: 'phone.role.administrator',
} as const
const reachWords = { live: 'phone.me.live', polling: 'phone.me.polling', cut: 'phone.me.cut' } as const

const roleOf = ({ person }: MeAnswer): string =>
  [t(roleWords[person.role]), person.trade && (known(`phone.trade.${person.trade}`) ?? person.trade)]
    .filter(Boolean)
    .join(' · ')

function Languages() {
  const choose = (wanted: Language): void => {
    void chooseLanguage(wanted).catch(() => toast(t('phone.cut.now')))
  }
  return (
    <div class="setting">
      <span>{t('phone.me.language')}</span>
      <Segments
        label={t('phone.me.language')}
        chosen={language.value}
        onChoose={choose}
        options={[
          { value: 'ru', text: 'Русский' },
          { value: 'en', text: 'English' },
        ]}
      />
    </div>
  )
}

function Storage() {
  const [kept, setKept] = useState<{ megabytes: number; lasting: boolean } | null>(null)
  const look = async (): Promise<void> => {
    const [estimate, lasting] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()])
    setKept({ megabytes: Math.round((estimate.usage ?? 0) / 100_000) / 10, lasting })
  }
  useEffect(() => {
    if ('storage' in navigator) void look().catch(() => {})
  }, [])
  if (!kept) return null
  const ask = (): void => {
    void navigator.storage.persist().then(look)
  }
  return (
    <div class="setting">
      <span>
        {t('phone.me.storage')}
        <small>{t(kept.lasting ? 'phone.me.storage_kept' : 'phone.me.storage_may_go', { size: kept.megabytes })}</small>
      </span>
      {!kept.lasting && (
        <button type="button" class="button small" onClick={ask}>
          {t('phone.me.keep')}
        </button>
      )}
    </div>
  )
}

function SettingLink({ href, icon, text }: { href: string; icon: IconName; text: string }) {
  return (
    <a class="setting" href={href}>
      <span class="setting-lead">
        <Icon name={icon} />
        {text}
      </span>
      <Icon name="forward" size={18} />
    </a>
  )
}

function Phone() {
  const unsent = pending.value.length
  return (
    <Section title={t('phone.me.this_phone')}>
      <div class="group settings">
        <div class="setting">
          <span>{t('phone.me.line')}</span>
          <span class="setting-value" data-reach={reach.value}>
            {t(reachWords[reach.value])}
          </span>
        </div>
        {unsent > 0 && (
          <a class="setting" href="/me/outbox">
            <span>{t('phone.me.unsent')}</span>
            <span class="setting-value">{unsent}</span>
          </a>
        )}
        <div class="setting">
          <span>{t('phone.me.theme')}</span>
          <span class="setting-value">{t('phone.me.theme_system')}</span>
        </div>
        {recordsTaken.value !== null && (
          <div class="setting">
            <span>{t('phone.me.records')}</span>
            <span class="setting-value">{recordsTaken.value}</span>
          </div>
        )}
        <Storage />
        <Pushes />
        <Installing />
        {updateReady.value && (
          <div class="setting">
            <span>{t('phone.update.ready')}</span>
            <button type="button" class="button small" onClick={takeUpdate}>
              {t('phone.update.take')}
            </button>
          </div>
        )}
      </div>
    </Section>
  )
}

export function Me() {
  const who = me.value
  const [asking, setAsking] = useState(false)
  if (!who) return null
  const leave = (): void => {
    signOut().catch((error: unknown) => toast(error instanceof Problem ? error.message : t('phone.cut.now')))
  }
  return (
    <Page
      screen="me"
      title={who.person.name}
      over={who.dealership.name}
      aside={<Avatar id={who.person.id} name={who.person.name} size="large" />}
      below={<p class="my-role">{roleOf(who)}</p>}
    >
      {who.person.role === 'administrator' && (
        <Section title={t('phone.me.house')}>
          <div class="group settings">
            <SettingLink href="/me/people" icon="clients" text={t('phone.nav.people')} />
            <SettingLink href="/me/standards" icon="rules" text={t('phone.nav.standards')} />
            <SettingLink href="/me/bursts" icon="alert" text={t('phone.bursts.title')} />
            <SettingLink href="/me/channels" icon="inbox" text={t('phone.nav.channels')} />
            <SettingLink href="/me/telephony" icon="call" text={t('phone.nav.telephony')} />
            <SettingLink href="/me/templates" icon="document" text={t('phone.templates.of_house')} />
          </div>
        </Section>
      )}
      {who.person.role === 'supervisor' && (
        <Section title={t('phone.me.house')}>
          <div class="group settings">
            <SettingLink href="/me/promises" icon="delivered" text={t('phone.promises.title')} />
            <SettingLink href="/me/coverage" icon="flag" text={t('phone.coverage.title')} />
            <SettingLink href="/me/wakes" icon="moon" text={t('phone.wakes.title')} />
            <SettingLink href="/me/bursts" icon="alert" text={t('phone.bursts.title')} />
            <SettingLink href="/me/books" icon="clients" text={t('phone.nav.books')} />
            <SettingLink href="/me/channels" icon="inbox" text={t('phone.nav.channels')} />
            <SettingLink href="/me/templates" icon="document" text={t('phone.templates.of_house')} />
          </div>
        </Section>
      )}
      <Section title={t('phone.me.settings')}>
        <div class="group settings">
          {(who.person.role === 'manager' || who.person.role === 'supervisor') && (
            <>
              <SettingLink href="/me/schedule" icon="clock" text={t('phone.schedule.title')} />
              <SettingLink href="/duty" icon="moon" text={t('phone.duty.title')} />
              {who.person.role === 'manager' && (
                <SettingLink href="/me/promises" icon="delivered" text={t('phone.promises.mine')} />
              )}
            </>
          )}
          <Languages />
          <SettingLink href="/me/devices" icon="device" text={t('phone.devices.title')} />
          <Messenger />
          {who.person.role === 'manager' && (
            <SettingLink href="/me/telegram" icon="telegram" text={t('phone.own.title')} />
          )}
        </div>
      </Section>
      <Phone />
      <button type="button" class="button danger wide sign-out" onClick={() => setAsking(true)}>
        <Icon name="out" size={20} />
        {t('phone.me.sign_out')}
      </button>
      <p class="version">Okno {who.version}</p>
      {asking && (
        <Confirm
          danger
          title={t('phone.me.sign_out')}
          text={t(reach.value === 'cut' ? 'phone.me.sign_out_cut' : pending.value.length ? 'phone.me.sign_out_unsent' : 'phone.me.sign_out_more')}
          action={t('phone.me.sign_out')}
          onYes={leave}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  )
}
