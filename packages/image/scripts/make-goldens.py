"""Writes the expected results that tests compare with: test/goldens/*.png, by Pillow and OpenCV.

Needs python3-pil, python3-opencv and python3-numpy. Run it again only when a case is added.
"""
from pathlib import Path

import cv2
import numpy
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
GOLDENS = HERE.parent / "test" / "goldens"
GOLDENS.mkdir(exist_ok=True)

scene = Image.open(HERE.parent / "assets" / "dam.jpg").convert("RGB").crop((20, 318, 148, 414))
scene.save(GOLDENS / "scene.png", optimize=True)

scene.convert("L").save(GOLDENS / "grayscale.png", optimize=True)
ImageOps.invert(scene).save(GOLDENS / "invert.png", optimize=True)
ImageOps.posterize(scene, 3).save(GOLDENS / "posterize-3.png", optimize=True)
ImageOps.flip(scene).save(GOLDENS / "flip.png", optimize=True)
ImageOps.mirror(scene).save(GOLDENS / "mirror.png", optimize=True)
scene.crop((10, 20, 90, 70)).save(GOLDENS / "crop.png", optimize=True)
scene.resize((64, 48), Image.LANCZOS).save(GOLDENS / "resize-down-lanczos.png", optimize=True)
scene.resize((192, 144), Image.BICUBIC).save(GOLDENS / "resize-up-bicubic.png", optimize=True)

pixels = numpy.array(scene)
gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def canny(name, image, lower=50, upper=100, aperture=3, l2=False):
    Image.fromarray(cv2.Canny(image, lower, upper, apertureSize=aperture, L2gradient=l2)).save(
        GOLDENS / f"canny-{name}.png", optimize=True
    )


def around(threshold, sigma=0.33):
    return max(0, (1 - sigma) * threshold), min(255, (1 + sigma) * threshold)


otsu, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
triangle, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_TRIANGLE)
canny("default", pixels)
canny("gray", gray)
canny("blur", cv2.GaussianBlur(pixels, (3, 3), 0))
canny("aperture-5-l2", pixels, 400, 900, aperture=5, l2=True)
canny("aperture-7", pixels, 5000, 9000, aperture=7)
canny("otsu", pixels, *around(otsu))
canny("triangle", pixels, *around(triangle))
canny("median", gray, *around(float(numpy.median(gray))))
