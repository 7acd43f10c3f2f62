/**
 * Standard normal draws by the ziggurat of 128 layers (Marsaglia and Tsang, in Doornik's form with separate words for
 * layer and place). 98 % of draws take one multiplication; tables are made at start with our own exp and log.
 */
import { exp, log } from './exp-log.ts';
import type { Random } from './random.ts';

const LAYERS = 128;
/** Where the tail begins, and the area of each layer, for 128 layers. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

const edge = new Float64Array(LAYERS + 1);
const ratio = new Float64Array(LAYERS);
{
  let height = exp(-0.5 * TAIL * TAIL);
  edge[0] = AREA / height;
  edge[1] = TAIL;
  edge[LAYERS] = 0;
  for (let i = 2; i < LAYERS; i++) {
    const before = edge[i - 1] as number;
    edge[i] = Math.sqrt(-2 * log(AREA / before + height));
    height = exp(-0.5 * (edge[i] as number) * (edge[i] as number));
  }
  for (let i = 0; i < LAYERS; i++) ratio[i] = (edge[i + 1] as number) / (edge[i] as number);
}

export function gaussian(random: Random): number {
  for (;;) {
    const place = 2 * random.uniform() - 1;
    const layer = random.word() & (LAYERS - 1);
    if (Math.abs(place) < (ratio[layer] as number)) return place * (edge[layer] as number);
    if (layer === 0) return place < 0 ? -tail(random) : tail(random);
    const x = place * (edge[layer] as number);
    const outer = edge[layer] as number;
    const inner = edge[layer + 1] as number;
    const lower = exp(-0.5 * (outer * outer - x * x));
    const upper = exp(-0.5 * (inner * inner - x * x));
    if (upper + random.uniform() * (lower - upper) < 1) return x;
  }
}

function tail(random: Random): number {
  for (;;) {
    const x = -log(random.uniform()) / TAIL;
    const y = -log(random.uniform());
    if (2 * y >= x * x) return TAIL + x;
  }
}
