/** Where to work, for whoever has more than one place or none. */

import type { Place } from '../../layout.tsx'
import { useView } from '../../view.ts'

interface ChoosePlaceProps {
  readonly places: readonly Place[]
}

export const ChoosePlace = ({ places }: ChoosePlaceProps) => {
  const { choosePlace } = useView().copy.common
  if (places.length === 0)
    return (
      <div class="empty">
        <p>{choosePlace.none}</p>
        <p class="muted">{choosePlace.noneReason}</p>
      </div>
    )
  return (
    <ul class="cards">
      {places.map(({ href, label }) => (
        <li>
          <a class="card" href={href}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  )
}
