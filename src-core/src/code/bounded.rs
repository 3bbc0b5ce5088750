//! A picture that is searched within bounds. The search copies the picture for every three corners
//! that might belong together; a picture that is full of corners would keep it busy for hours.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::rc::Rc;

use image::{GenericImage, GenericImageView, GrayImage, Luma, Pixel};

/// What ends a search that copies too often.
struct Exhausted;

/// A picture that may be copied so many times, all copies together.
pub struct Bounded {
    picture: GrayImage,
    copies: Rc<Cell<u32>>,
}

impl Bounded {
    /// A picture with the copies that are left to it.
    pub fn new(picture: GrayImage, copies: Rc<Cell<u32>>) -> Self {
        Self { picture, copies }
    }
}

impl Clone for Bounded {
    fn clone(&self) -> Self {
        let Some(left) = self.copies.get().checked_sub(1) else {
            // Quietly: it is no fault of ours. The caller catches it.
            resume_unwind(Box::new(Exhausted));
        };
        self.copies.set(left);
        Self::new(self.picture.clone(), Rc::clone(&self.copies))
    }
}

impl GenericImageView for Bounded {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.picture.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        *self.picture.get_pixel(x, y)
    }
}

impl GenericImage for Bounded {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        self.picture.get_pixel_mut(x, y)
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.picture.put_pixel(x, y, pixel);
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.picture.get_pixel_mut(x, y).blend(&pixel);
    }
}
