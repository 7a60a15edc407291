"""Conan recipe: conan create packaging/conan

Boost, Eigen, JSON for Modern C++, OpenSSL, libyaml, zlib and simdjson come from the system's package manager, as in the
README; with `-o costmodel/*:evidence=False` the last four are not needed.
"""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load
from conan.tools.system.package_manager import Apt

HERE = Path(__file__).resolve().parent


class CostmodelConan(ConanFile):
    name = "costmodel"
    description = "What an accepted answer of a language model costs on each way of serving it"
    license = "MIT"
    topics = ("cost", "language model", "inference", "procurement", "units")
    package_type = "library"
    settings = "os", "compiler", "build_type", "arch"
    options = {"shared": [True, False], "fPIC": [True, False], "evidence": [True, False], "c_interface": [True, False]}
    default_options = {"shared": False, "fPIC": True, "evidence": True, "c_interface": False}
    implements = ["auto_shared_fpic"]

    def set_version(self):
        text = load(self, HERE.parent.parent / "libcostmodel" / "include" / "costmodel" / "version.hpp")
        self.version = ".".join(
            re.search(rf"COSTMODEL_VERSION_{part} (\d+)", text)[1] for part in ("MAJOR", "MINOR", "PATCH")
        )

    def export_sources(self):
        root = HERE.parent.parent
        for pattern in ("CMakeLists.txt", "LICENSE", "licenses/*", "cmake/*", "libcostmodel/*", "c/*"):
            copy(self, pattern, root, self.export_sources_folder)

    def system_requirements(self):
        packages = ["libboost-dev", "libeigen3-dev", "nlohmann-json3-dev"]
        evidence = ["libsimdjson-dev", "libssl-dev", "libyaml-dev", "zlib1g-dev"]
        Apt(self).install(packages + (evidence if self.options.evidence else []))

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update(
            COSTMODEL_CLI=False,
            COSTMODEL_INSTALL=True,
            COSTMODEL_C=bool(self.options.c_interface),
            COSTMODEL_EVIDENCE=bool(self.options.evidence),
        )
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder) / "licenses")
        copy(self, "*", Path(self.source_folder) / "licenses", Path(self.package_folder) / "licenses")

    def package_info(self):  # the installed CMake package speaks for itself
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs.append("lib/cmake/costmodel")
