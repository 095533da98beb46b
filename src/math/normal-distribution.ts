import { finiteOrNull } from "./finite-or-null";

/*
 * Both functions are quotients of polynomials, each on three ranges. Coefficients of the highest power come first.
 */

const CENTER_NUMERATOR = [
  0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356,
];
const CENTER_DENOMINATOR = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const TAIL_NUMERATOR = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const TAIL_DENOMINATOR = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
];
const FAR_NUMERATOR = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  0.000029112874951168793,
];
const FAR_DENOMINATOR = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
  0.00007297515550839662,
];

const QUANTILE_CENTER_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const QUANTILE_CENTER_DENOMINATOR = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const QUANTILE_TAIL_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const QUANTILE_TAIL_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const QUANTILE_FAR_NUMERATOR = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const QUANTILE_FAR_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

const evaluate = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0);

const divide = (numerator: readonly number[], denominator: readonly number[], x: number): number =>
  evaluate(numerator, x) / evaluate(denominator, x);

/** Up to here the distribution function is computed from its centre, and from its tail beyond. */
const CENTER_END = 0.67448975;

/** From here on another quotient is as exact in the tail. */
const TAIL_END = Math.sqrt(32);

/** No double is small enough for what lies beyond. */
const FARTHEST = 39;

const ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

/** e^(−distance² / 2). The square is split, since its rounding error would be that of the result. */
const bell = (distance: number): number => {
  const rough = Math.trunc(distance * 16) / 16;
  const rest = (distance - rough) * (distance + rough);
  return Math.exp((-rough * rough) / 2) * Math.exp(-rest / 2);
};

/** Tail over bell, at a distance where that is nearly 1 / (distance · √2π). */
const farTail = (distance: number): number => {
  const inverse = 1 / (distance * distance);
  return (1 / ROOT_OF_TWO_PI - inverse * divide(FAR_NUMERATOR, FAR_DENOMINATOR, inverse)) / distance;
};

/** Probability of more than `distance` above the mean. */
const upperTail = (distance: number): number => {
  if (distance > FARTHEST) {
    return 0;
  }
  const share = distance <= TAIL_END ? divide(TAIL_NUMERATOR, TAIL_DENOMINATOR, distance) : farTail(distance);
  return bell(distance) * share;
};

/**
 * Distribution function Φ of the standard normal distribution, to 10⁻¹² of its value also far below the mean
 * (W. J. Cody, 1969, 1993: algorithm 715).
 * @param z - distance from the mean, in deviations
 * @returns probability of a value up to `z`, 0–1; `null` for NaN
 */
export const normalCdf = (z: number): number | null => {
  const distance = Math.abs(z);
  if (distance <= CENTER_END) {
    return 0.5 + z * divide(CENTER_NUMERATOR, CENTER_DENOMINATOR, z * z);
  }
  return finiteOrNull(z > 0 ? 1 - upperTail(distance) : upperTail(distance));
};

/** Half width of the range of probabilities around 1/2 that is computed from its centre. */
const QUANTILE_CENTER = 0.425;

/** Up to here the root of −ln(probability) counts as near. */
const QUANTILE_NEAR = 5;

/**
 * Quantile function Φ⁻¹ of the standard normal distribution (M. J. Wichura, 1988: algorithm AS 241, PPND16).
 * @param probability - above 0 and below 1
 * @returns distance from the mean, in deviations; `null` for what is no such probability
 */
export const normalQuantile = (probability: number): number | null => {
  if (!(probability > 0 && probability < 1)) {
    return null;
  }
  const fromCenter = probability - 0.5;
  if (Math.abs(fromCenter) <= QUANTILE_CENTER) {
    const rest = QUANTILE_CENTER * QUANTILE_CENTER - fromCenter * fromCenter;
    return fromCenter * divide(QUANTILE_CENTER_NUMERATOR, QUANTILE_CENTER_DENOMINATOR, rest);
  }
  const root = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  const distance =
    root <= QUANTILE_NEAR
      ? divide(QUANTILE_TAIL_NUMERATOR, QUANTILE_TAIL_DENOMINATOR, root - 1.6)
      : divide(QUANTILE_FAR_NUMERATOR, QUANTILE_FAR_DENOMINATOR, root - QUANTILE_NEAR);
  return fromCenter < 0 ? -distance : distance;
};
