//! SEED (RFC 4269) in CBC with PKCS #5 padding, the encrypting side.
//!
//! Made independently of the server's: the S-boxes are computed from their definition in the field
//! GF(2^8) instead of read from the standard's tables, and G is put together bit by bit.

const BLOCK: usize = 16;

/// Pads and encrypts `plain`.
#[must_use]
pub fn encrypt(key: [u8; BLOCK], iv: [u8; BLOCK], plain: &[u8]) -> Vec<u8> {
    let padding = BLOCK - plain.len() % BLOCK;
    let mut padded = plain.to_vec();
    padded.resize(plain.len() + padding, u8::try_from(padding).unwrap_or(0));
    encrypt_blocks(key, iv, &padded)
}

/// Encrypts whole blocks as they are, which makes wrong padding possible.
#[must_use]
pub fn encrypt_blocks(key: [u8; BLOCK], iv: [u8; BLOCK], blocks: &[u8]) -> Vec<u8> {
    let seed = Seed::new(key);
    let mut before = u128::from_be_bytes(iv);
    let mut sealed = Vec::with_capacity(blocks.len());
    for chunk in blocks.chunks(BLOCK) {
        let block = chunk
            .iter()
            .fold(0_u128, |block, byte| block << 8 | u128::from(*byte));
        before = seed.encrypt_block(block ^ before);
        sealed.extend(before.to_be_bytes());
    }
    sealed
}

struct Seed {
    boxes: [[u8; 256]; 2],
    keys: Vec<(u32, u32)>,
}

impl Seed {
    fn new(key: [u8; BLOCK]) -> Self {
        let mut seed = Self {
            // x^247 and x^251, each through a linear map and a constant.
            boxes: [
                substitution(247, [0x2c, 0xd0, 0x69, 0xc2, 0x41, 0x44, 0x58, 0xe2], 169),
                substitution(251, [0xd0, 0x2a, 0xe1, 0x2c, 0x21, 0x30, 0xa2, 0x6c], 56),
            ],
            keys: Vec::new(),
        };
        let key = u128::from_be_bytes(key);
        let (mut left, mut right) = (high(key), low(key));
        let mut constant = 0x9e37_79b9_u32;
        for round in 0..16 {
            let (a, b) = split(left);
            let (c, d) = split(right);
            seed.keys.push((
                seed.g(a.wrapping_add(c).wrapping_sub(constant)),
                seed.g(b.wrapping_sub(d).wrapping_add(constant)),
            ));
            if round % 2 == 0 {
                left = left.rotate_right(8);
            } else {
                right = right.rotate_left(8);
            }
            constant = constant.rotate_left(1);
        }
        seed
    }

    fn encrypt_block(&self, block: u128) -> u128 {
        let (mut left, mut right) = (high(block), low(block));
        for key in &self.keys {
            (left, right) = (right, left ^ self.f(right, *key));
        }
        // The last round does not swap.
        u128::from(right) << 64 | u128::from(left)
    }

    fn f(&self, half: u64, (k0, k1): (u32, u32)) -> u64 {
        let (c, d) = split(half);
        let (c, d) = (c ^ k0, d ^ k1);
        let inner = self.g(c ^ d);
        let middle = self.g(inner.wrapping_add(c));
        let outer = self.g(middle.wrapping_add(inner));
        u64::from(outer.wrapping_add(middle)) << 32 | u64::from(outer)
    }

    /// Byte n of the result has, of the substituted byte k, all bits but the two that mask
    /// (n + k) mod 4 leaves out.
    fn g(&self, word: u32) -> u32 {
        const MASKS: [u8; 4] = [0xfc, 0xf3, 0xcf, 0x3f];
        let bytes = word.to_le_bytes();
        let mut mixed = [0_u8; 4];
        for (n, place) in mixed.iter_mut().enumerate() {
            for (k, byte) in bytes.iter().enumerate() {
                *place ^= self.boxes[k % 2][usize::from(*byte)] & MASKS[(n + k) % 4];
            }
        }
        u32::from_le_bytes(mixed)
    }
}

/// x^`power` in GF(2^8), its bits mapped to `columns`, and `constant` added.
fn substitution(power: u32, columns: [u8; 8], constant: u8) -> [u8; 256] {
    let mut table = [0; 256];
    for (x, place) in (0_u8..=255).zip(&mut table) {
        let raised = (0..power).fold(1, |product, _| multiply(product, x));
        *place = columns
            .iter()
            .enumerate()
            .filter(|(bit, _)| raised >> bit & 1 == 1)
            .fold(constant, |sum, (_, column)| sum ^ column);
    }
    table
}

/// The product modulo x^8 + x^6 + x^5 + x + 1.
fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        let carry = a & 0x80 != 0;
        a <<= 1;
        if carry {
            a ^= 0x63;
        }
        b >>= 1;
    }
    product
}

fn high(block: u128) -> u64 {
    (block >> 64) as u64
}

fn low(block: u128) -> u64 {
    block as u64
}

fn split(half: u64) -> (u32, u32) {
    ((half >> 32) as u32, half as u32)
}

#[cfg(test)]
mod tests {
    use handbook_server::identity::seed::{Undecryptable, decrypt};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_vector_of_the_standard() {
        let sealed = encrypt_blocks([0; 16], [0; 16], &(0..16).collect::<Vec<u8>>());
        let expected = 0x5eba_c6e0_054e_1668_19af_f1cc_6d34_6cdb_u128;
        assert_eq!(sealed, expected.to_be_bytes());
    }

    proptest! {
        #[test]
        fn the_server_decrypts_what_is_encrypted_here(
            key: [u8; 16], iv: [u8; 16], plain in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let opened = decrypt(&key, &iv, &encrypt(key, iv, &plain));
            prop_assert_eq!(opened.map(|opened| opened.to_vec()), Ok(plain));
        }

        #[test]
        fn the_server_refuses_wrong_padding(key: [u8; 16], iv: [u8; 16], start: [u8; 15], last: u8) {
            prop_assume!(last != 1);
            let mut block = start.to_vec();
            block[14] = last.wrapping_add(1);
            block.push(last);
            let opened = decrypt(&key, &iv, &encrypt_blocks(key, iv, &block));
            prop_assert_eq!(opened, Err(Undecryptable));
        }
    }
}
