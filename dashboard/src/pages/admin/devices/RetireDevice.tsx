import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import { api } from '../../../app/api.ts'
import { useShowProblem } from '../../../app/problem.ts'
import { SureButton } from '../list/SureButton.tsx'

export function RetireDevice({ device, onRetired }: { device: Device; onRetired: () => void }) {
  const { t } = useTranslation('manage')
  const show = useShowProblem()
  const queries = useQueryClient()
  const retire = useMutation({
    mutationFn: () => api.post<Device>(`/devices/${encodeURIComponent(device.id)}/retire`, {}),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['devices'] })
      onRetired()
    },
    onError: show,
  })
  return (
    <SureButton
      text={t('retire.do')}
      sure={t('retire.sure')}
      loading={retire.isPending}
      onSure={() => retire.mutate()}
    />
  )
}
