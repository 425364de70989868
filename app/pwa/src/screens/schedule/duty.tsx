// Who is here now and until when, who comes next, and who answers my clients at this minute.
import { useEffect } from 'preact/hooks'
import { byWhen } from '../../clock'
import { useAside } from '../../parts/aside'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { isMe, shortName } from '../../parts/names'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { t } from '../../texts'
import { BackButton } from '../thread/head'
import { readDuty, type Duty, type Here } from './calls'

const again = 30_000

function HereRow({ one, when }: { one: Here; when: string }) {
  return (
    <div class="row closed" data-kind={one.kind}>
      <Avatar id={one.person.id} name={one.person.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{isMe(one.person) ? t('phone.duty.you', { name: one.person.name }) : one.person.name}</b>
        </span>
        <span class="row-last">
          {when}
          {one.role === 'supervisor' && ` · ${t('phone.role.supervisor')}`}
        </span>
      </span>
      {one.kind === 'duty' && (
        <span class="on-duty">
          <Icon name="moon" size={18} />
          {t('phone.duty.on_duty')}
        </span>
      )}
    </div>
  )
}

function Mine({ mine }: { mine: NonNullable<Duty['mine']> }) {
  if (!mine.person)
    return (
      <p class="coverage-warning" role="alert">
        <Icon name="alert" size={20} />
        {t('phone.duty.nobody_mine')}
      </p>
    )
  const words = isMe(mine.person)
    ? t('phone.duty.mine')
    : t('phone.duty.mine_by', { name: shortName(mine.person), step: t(`phone.duty.step.${mine.step!}`) })
  return <p class="coverage-note">{words}</p>
}

function Lists({ duty }: { duty: Duty }) {
  return (
    <>
      {duty.mine && <Mine mine={duty.mine} />}
      <Section title={t('phone.duty.now')}>
        {duty.now.length ? (
          <div class="group" data-list="now">
            {duty.now.map((one) => (
              <HereRow key={one.person.id + one.from_at} one={one} when={t('phone.duty.until', { until: byWhen(one.until_at) })} />
            ))}
          </div>
        ) : (
          <Quiet title={t('phone.duty.nobody')} />
        )}
      </Section>
      {duty.next.length > 0 && (
        <Section title={t('phone.duty.next')}>
          <div class="group" data-list="next">
            {duty.next.map((one) => (
              <HereRow
                key={one.person.id + one.from_at}
                one={one}
                when={t('phone.duty.from', { from: byWhen(one.from_at), until: byWhen(one.until_at) })}
              />
            ))}
          </div>
        </Section>
      )}
    </>
  )
}

export function OnDuty() {
  const { value: duty, failure, look } = useAside('duty', readDuty)
  useEffect(() => {
    const timer = setInterval(look, again)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="page detail" data-screen="duty">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.duty.title')}</h1>
      </header>
      <div class="page-scroll">
        {!duty && (failure ? <Quiet title={failure} /> : <Skeleton rows={3} />)}
        {duty && failure && <p class="coverage-note" role="status">{failure}</p>}
        {duty && <Lists duty={duty} />}
      </div>
    </div>
  )
}
