# SPDX-License-Identifier: MIT
"""Stands for a library whose headers are on the compiler's own path, where its recipe cannot be fetched."""
from conan import ConanFile


class installed(ConanFile):
    package_type = "header-library"
    options = {"header_only": [True]}
    default_options = {"header_only": True}

    def package_info(self):
        self.cpp_info.includedirs = []
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
