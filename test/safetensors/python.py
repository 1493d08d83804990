"""The Python side of test/safetensors.test.ts: needs the package `safetensors`, 0.8 or newer to write.

python.py write FILE   writes the tensors below, as the committed golden file has them
python.py read FILE    prints what a file holds, as JSON
"""

import ctypes
import json
import sys

import safetensors

TENSORS = {
    "f32": {"dtype": "float32", "shape": [2, 2], "data": bytes.fromhex("0000803f000000c00000003f00000000")},
    "f16": {"dtype": "float16", "shape": [3], "data": bytes.fromhex("003c00c0007c")},
    "bf16": {"dtype": "bfloat16", "shape": [1, 2], "data": bytes.fromhex("c03f80ff")},
    "empty": {"dtype": "float32", "shape": [0, 4], "data": b""},
    "scalar": {"dtype": "int64", "shape": [], "data": bytes.fromhex("ffffffffffffff7f")},
    "mask": {"dtype": "bool", "shape": [2], "data": bytes.fromhex("0001")},
}
METADATA = {"format": "pt", "note": "été \"quoted\""}


def write(path):
    buffers = {name: ctypes.create_string_buffer(each["data"], max(1, len(each["data"]))) for name, each in TENSORS.items()}
    specs = {
        name: safetensors.TensorSpec(
            dtype=each["dtype"],
            shape=each["shape"],
            data_ptr=ctypes.addressof(buffers[name]),
            data_len=len(each["data"]),
        )
        for name, each in TENSORS.items()
    }
    with open(path, "wb") as file:
        file.write(safetensors.serialize(specs, METADATA))


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    tensors = {
        name: {"type": each["dtype"], "dims": list(each["shape"]), "hex": bytes(each["data"]).hex()}
        for name, each in safetensors.deserialize(content)
    }
    with safetensors.safe_open(path, framework="numpy") as opened:
        metadata = opened.metadata() or {}
    print(json.dumps({"tensors": tensors, "metadata": metadata}))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
