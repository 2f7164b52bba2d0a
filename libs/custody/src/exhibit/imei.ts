/**
 * Whether an IMEI's fifteenth digit is the Luhn check digit of the first fourteen (3GPP TS 23.003, annex B). False for anything
 * but 15 digits. A warning, never a reason to refuse: labels are misprinted, and the fact is what the label says.
 */
export function imeiChecks(imei: string): boolean {
  if (!/^[0-9]{15}$/.test(imei)) return false;
  const sum = [...imei].map(Number).reduce((total, digit, i) => total + (i % 2 === 0 ? digit : doubled(digit)), 0);
  return sum % 10 === 0;
}

const doubled = (digit: number): number => (digit < 5 ? digit * 2 : digit * 2 - 9);
