"""Two processes of one thread each that learn together: they share batches and take the mean of their gradients."""

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
import torch.distributed as link
from torch import nn

T = TypeVar("T")


def join(rank: int, size: int, meeting: str) -> None:
    """Meet the other processes over the file `meeting`; from here on this process uses one thread."""
    torch.set_num_threads(1)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    link.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)


def share(batches: Sequence[T]) -> list[T]:
    """Our part of the batches; the same number for everybody."""
    if not link.is_initialized():
        return list(batches)
    size = link.get_world_size()
    whole = len(batches) - len(batches) % size
    return list(batches[link.get_rank() : whole : size])


def mean_gradients(model: nn.Module) -> None:
    """Replace our gradients by the mean of everybody's."""
    if not link.is_initialized():
        return
    gradients = [p.grad if p.grad is not None else torch.zeros_like(p) for p in model.parameters() if p.requires_grad]
    flat = torch.cat([gradient.view(-1) for gradient in gradients]).to(torch.bfloat16)
    link.all_reduce(flat)
    flat = flat.float() / link.get_world_size()
    start = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.grad = flat[start : start + parameter.numel()].view_as(parameter)
            start += parameter.numel()


def alone(act: Callable[[], object]) -> None:
    """Done by the first process only."""
    if not link.is_initialized() or link.get_rank() == 0:
        act()
