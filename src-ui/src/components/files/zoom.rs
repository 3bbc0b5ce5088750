//! How near a picture is looked at, and where.

/// The nearest.
const NEAREST: f64 = 6.0;
/// Where two touches in a row lead.
const NEAR: f64 = 2.5;

/// A picture fills its stage; this is what is done to both. In pixels of the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zoom {
    /// How much larger.
    pub scale: f64,
    /// Where its corner lies.
    pub corner: (f64, f64),
}

impl Zoom {
    /// All of it.
    pub const WHOLE: Self = Self {
        scale: 1.0,
        corner: (0.0, 0.0),
    };

    /// Whether all of it is seen.
    pub fn is_whole(self) -> bool {
        self.scale <= 1.0
    }

    /// Nearer by `factor`; what lies at `place` stays there.
    pub fn by(self, factor: f64, place: (f64, f64), stage: (f64, f64)) -> Self {
        let scale = (self.scale * factor).clamp(1.0, NEAREST);
        let grown = scale / self.scale;
        let corner = |place: f64, corner: f64| place - (place - corner) * grown;
        Self {
            scale,
            corner: (
                corner(place.0, self.corner.0),
                corner(place.1, self.corner.1),
            ),
        }
        .within(stage)
    }

    /// Near, or whole again.
    pub fn turned(self, place: (f64, f64), stage: (f64, f64)) -> Self {
        match self.is_whole() {
            true => self.by(NEAR, place, stage),
            false => Self::WHOLE,
        }
    }

    /// Moved by a finger.
    pub fn dragged(self, way: (f64, f64), stage: (f64, f64)) -> Self {
        Self {
            corner: (self.corner.0 + way.0, self.corner.1 + way.1),
            ..self
        }
        .within(stage)
    }

    /// Its edges stay outside the stage.
    fn within(self, stage: (f64, f64)) -> Self {
        let held = |corner: f64, side: f64| corner.clamp(side * (1.0 - self.scale), 0.0);
        Self {
            corner: (held(self.corner.0, stage.0), held(self.corner.1, stage.1)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: (f64, f64) = (400.0, 600.0);

    #[test]
    fn what_is_under_the_finger_stays_there() {
        let near = Zoom::WHOLE.by(2.0, (100.0, 300.0), STAGE);
        assert_eq!((near.scale, near.corner), (2.0, (-100.0, -300.0)));
        let nearer = near.by(2.0, (100.0, 300.0), STAGE);
        assert_eq!(nearer.corner, (-300.0, -900.0));
        assert_eq!(nearer.by(100.0, (0.0, 0.0), STAGE).scale, NEAREST);
        assert_eq!(nearer.by(0.01, (0.0, 0.0), STAGE), Zoom::WHOLE);
    }

    #[test]
    fn a_picture_never_leaves_its_stage() {
        assert_eq!(Zoom::WHOLE.dragged((50.0, -70.0), STAGE), Zoom::WHOLE);
        let near = Zoom::WHOLE.turned((400.0, 600.0), STAGE);
        assert_eq!(near.corner, (-600.0, -900.0));
        assert_eq!(near.dragged((-10.0, -10.0), STAGE), near);
        assert_eq!(near.dragged((9_999.0, 9_999.0), STAGE).corner, (0.0, 0.0));
        assert_eq!(near.turned((0.0, 0.0), STAGE), Zoom::WHOLE);
    }
}
