"""Every step with its products and sums: one stage or two, with one face.

A convolution of one stage is a :class:`Trace`, the separable one is two of them, :class:`Stages`. Both are a
:data:`Work`: whoever writes, teaches or measures a convolution asks it for ``kind``, ``first`` and ``output``, and for
the :class:`Part` whose steps are in hand. The result is that of the whole in any case.
"""

from convcore.trace.part import MAX_STEPS, Part, check_steps
from convcore.trace.stages import Stages, Work, behind, stages, take_first_part
from convcore.trace.steps import Step, Trace

__all__ = ["MAX_STEPS", "Part", "Stages", "Step", "Trace", "Work", "behind", "check_steps", "stages", "take_first_part"]
