import { get } from '../../api/client.ts'

/** The colour that the products of a run stand on: the one asked for, else that of its look. */
export async function groundOf(run: string): Promise<string> {
  const { inputs } = await get<{ inputs: Record<string, unknown> }>(`/runs/${run}`)
  const asked = inputs['background']
  if (typeof asked === 'string' && /^#[0-9a-f]{6}$/i.test(asked)) return asked
  const look = typeof inputs['look'] === 'string' ? inputs['look'] : 'studio-white'
  return (await get<{ background: string }>(`/looks/${encodeURIComponent(look)}`)).background
}
