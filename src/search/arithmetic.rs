//! Arithmetic that gives the same bits everywhere.
//!
//! The logarithms of browsers and of systems differ in the last bit. Two engines that must agree on
//! the order of hits cannot use them.

/// Natural logarithm of a number of at least 1, by additions, multiplications and divisions alone.
///
/// Halves the number until it is below 2 and sums the series of the inverse hyperbolic tangent; the
/// error is below 1e-15 of the result.
pub(super) fn logarithm(number: f64) -> f64 {
    let (mut rest, mut halvings) = (number, 0.0);
    while rest >= 2.0 {
        rest /= 2.0;
        halvings += 1.0;
    }
    let ratio = (rest - 1.0) / (rest + 1.0);
    let square = ratio * ratio;
    let (mut sum, mut odd) = (0.0, LAST);
    while odd > 0.0 {
        sum = sum * square + 2.0 / odd;
        odd -= 2.0;
    }
    halvings * std::f64::consts::LN_2 + ratio * sum
}

/// The last exponent of the series that counts: a third to this power is below the last bit.
const LAST: f64 = 33.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm() {
        for number in [1.0, 1.000_01, 1.5, 1.999, 2.0, 3.0, 10.0, 85_000.5, 1e12] {
            assert!((logarithm(number) - f64::ln(number)).abs() <= 1e-14 * number.ln().max(1.0), "{number}");
        }
    }
}
