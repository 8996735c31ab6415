// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators that every engine lowers. An operator that stands here and is not lowered by an
 * engine keeps that engine from opening, with the operator's name.
 *
 * @param operators their classes by {@link Op#type}
 */
public record OpSet(Map<String, Class<? extends Op>> operators) {
  private static final OpSet STANDARD =
      new OpSet(Map.of())
          .with("conv2d", Conv2d.class)
          .with("dense", Dense.class)
          .with("max_pool2d", MaxPool2d.class)
          .with("avg_pool2d", AvgPool2d.class)
          .with("global_avg_pool2d", GlobalAvgPool2d.class)
          .with("flatten", Flatten.class)
          .with("fork", Fork.class)
          .with("add", Add.class)
          .with("multiply", Multiply.class)
          .with("concat", Concat.class)
          .with("layer_norm", LayerNorm.class)
          .with("softmax", Softmax.class)
          .with("linear", Linear.class)
          .with("relu", Relu.class)
          .with("leaky_relu", LeakyRelu.class)
          .with("tanh", Tanh.class)
          .with("sigmoid", Sigmoid.class)
          .with("gelu", Gelu.class)
          .with("gelu_tanh", GeluTanh.class)
          .with("hard_swish", HardSwish.class);

  public OpSet {
    operators = Collections.unmodifiableMap(new LinkedHashMap<>(operators));
  }

  /** All operators of this version. */
  public static OpSet standard() {
    return STANDARD;
  }

  /** This set and one more. */
  public OpSet with(String type, Class<? extends Op> operator) {
    Map<String, Class<? extends Op>> all = new LinkedHashMap<>(operators);
    all.put(type, operator);
    return new OpSet(all);
  }

  /** The types of all elementwise functions, in order. */
  public List<String> functions() {
    return operators.keySet().stream().filter(this::isFunction).toList();
  }

  /** Whether there is an elementwise function of this type. */
  public boolean isFunction(String type) {
    return operators.containsKey(type) && Elementwise.class.isAssignableFrom(operators.get(type));
  }

  /** What a function's number is called, such as {@code "slope"}; empty where it has none. */
  public List<String> numbersOf(String function) {
    return Arrays.stream(operators.get(function).getRecordComponents())
        .map(component -> component.getName())
        .toList();
  }

  /**
   * The elementwise function of a type.
   *
   * @param numbers as many as {@link #numbersOf} names
   * @throws io.twingraph.error.SpecException if the function does not take a number
   */
  public Elementwise function(String type, double... numbers) {
    try {
      Class<?>[] parameters = new Class<?>[numbers.length];
      Arrays.fill(parameters, double.class);
      Object[] arguments = Arrays.stream(numbers).boxed().toArray();
      return (Elementwise)
          operators.get(type).getDeclaredConstructor(parameters).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          type + " is no record of " + numbers.length + " numbers of type double", e);
    }
  }
}
