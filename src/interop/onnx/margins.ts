import type { Label } from '../../contracts.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Written } from './writing.js';

/**
 * Classes by their margins: one for the second of two classes [N × 1], else one a class [N × nClasses].
 *
 * Never the classifiers of `ai.onnx.ml`: what they make of two classes depends on the signs of the weights.
 */
export function classesOfMargins(
  graph: GraphBuilder,
  margins: string,
  classes: readonly Label[],
): Written {
  const probabilities =
    classes.length === 2
      ? graph.add('Sigmoid', [graph.beside([graph.add('Neg', [margins]), margins])])
      : graph.add('Softmax', [margins], { axis: { int: 1 } });
  return { kind: 'classes', classes, codes: graph.argMax(probabilities), probabilities };
}
