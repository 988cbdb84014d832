"""Only the set-up, the demonstration and tests give roles that nobody gives alone."""

import ast

from tests.architecture.source import product_modules

LOWER_DOOR = {"create_user_without_second_person", "grant_role_without_second_person"}
MAY_USE_IT = {"entities/services/founding.py", "entities/services/__init__.py",
              "entities/services/first_people.py", "demo/network.py"}  # fmt: skip
WRITES_ROLES = {"store_role", "store_account"}
MAY_WRITE_ROLES = {"entities/services/roles.py", "entities/services/people.py",
                   "entities/services/effects.py", "entities/services/founding.py"}  # fmt: skip


def naming(wanted: set[str]) -> set[str]:
    """The product's modules that name one of these, however they come by it."""
    return {
        module.name
        for module in product_modules()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in wanted)
        or (isinstance(node, ast.Attribute) and node.attr in wanted)
        or (isinstance(node, ast.alias) and node.name in wanted)
        or (isinstance(node, ast.FunctionDef) and node.name in wanted)
        or (isinstance(node, ast.Constant) and node.value in wanted)
    }


def test_lower_door_is_for_set_up_and_demonstration() -> None:
    assert naming(LOWER_DOOR) == MAY_USE_IT


def test_roles_are_written_behind_the_doors_alone() -> None:
    assert naming(WRITES_ROLES) == MAY_WRITE_ROLES


def test_memberships_are_made_in_one_place() -> None:
    making = {
        module.name
        for module in product_modules()
        if "RoleMembership.objects.create(" in module.path.read_text()
        or "RoleMembership(" in module.path.read_text().replace("class RoleMembership(", "")
    }

    assert making == {"entities/services/roles.py"}
