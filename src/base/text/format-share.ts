/** A share from 0 to 1 that is not nothing, in whole per cent: `4 %`, never `0 %`. */
export function formatShare(share: number): string {
  return `${Math.max(1, Math.round(share * 100))} %`;
}
