/**
 * What happened in a campaign, in a file, and the verdict on it.
 *
 * <p>For whoever doubts a verdict: it can be had again from the file, without a campaign. Depends
 * on nothing of this project; the campaign depends on it. Many threads may write down what they
 * saw; one judges, when they have ended.
 */
@NullMarked
package io.lambdatcc.example.chaos.history;

import org.jspecify.annotations.NullMarked;
